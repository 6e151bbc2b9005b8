using System.Text;
using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Intrinsics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;
using ImageFlow.Tests.Asl.Reading;

namespace ImageFlow.Tests.Asl.Documents;

/// <summary>docs/asl-support.md is made from the tables that the code runs on and the definitions that the tests read; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
public class SupportDocumentTests
{
    private const string NotSupported = """

        ## Not supported

        - AWS refuses some definitions by knowledge that is not in the language: the actions of each service integration, the
          parameters that they take, roles and quotas. They are not checked here.
        - `Credentials` is checked, but no role is assumed.
        - Functions at the end of a JSONPath are `length`, `size`, `keys`, `first`, `last`, `min`, `max`, `sum`, `avg` and `stddev`; others are refused.
        - Regular expressions in JSONPath filters run on an engine that does not backtrack: look-around and back references are refused.
        - Where AWS's texts are not known from a recording or a published measurement, ours are our own; the error names are AWS's.
        - Only JSON is read, not YAML.
        - A Map's `ItemReader` reads JSON, JSON Lines, CSV, manifests (of S3 inventories in CSV, and of Athena) and lists of objects, these also
          with `LOAD_AND_FLATTEN`; `PARQUET` fails with `States.ItemReaderFailed`. A JSON file is read as a whole, lines one by one.
        - A `ResultWriter` begins another file after 4 MiB of results; AWS does so after 5 GB. Without one, tolerated failures have no place in the result.
        - The warnings about data (ASL0116 to ASL0118) follow literals, paths, `States.Array`, `States.Format` and the answers of Lambda, Parallel
          and Map. What comes through variables, other functions, filters and other services counts as unknown and is not warned of.

        """;

    [Fact]
    public void SupportDocument_TheTablesOfTheCode_AreTheDocument()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "docs", "asl-support.md");
        string document = Write();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, document);
        }

        Assert.Equal(document, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    private static string Write()
    {
        StringBuilder text = new();
        text.Append("# Support of the Amazon States Language\n\n");
        text.Append("Made from the tables that the code runs on; a test compares. *yes* means that the field is read, checked, written and used in\n");
        text.Append("a definition that the tests read; *–* that the field does not exist in that query language, as on AWS.\n");
        AppendStates(text);
        AppendOperators(text);
        AppendFunctions(text);
        AppendPaths(text);
        text.Append("\n## Diagnostics\n\nAWS's own codes and texts, and warnings beyond them: see [errors.md](errors.md).\n");
        text.Append(NotSupported.ReplaceLineEndings("\n"));
        return text.ToString().TrimEnd() + "\n";
    }

    private static void AppendStates(StringBuilder text)
    {
        HashSet<string> used = UsedFields();
        foreach ((string type, ObjectSchema schema) in StateSchemas.All.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append($"\n## {type}\n\n| field | JSONPath | JSONata |\n| --- | --- | --- |\n");
            foreach (FieldRule field in schema.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                string Cell(QueryLanguage language) => field.Only is { } only && only != language ? "–" : used.Contains(field.Name) ? "yes" : "untested";
                text.Append($"| `{field.Name}` | {Cell(QueryLanguage.JsonPath)} | {Cell(QueryLanguage.Jsonata)} |\n");
            }
        }
    }

    private static void AppendOperators(StringBuilder text)
    {
        text.Append($"\n## Choice operators in JSONPath states\n\n`And`, `Or`, `Not`, and the {ChoiceOperator.All.Count} comparisons:\n\n");
        foreach (IGrouping<ChoiceOperand, ChoiceOperator> group in ChoiceOperator.All.Values.GroupBy(choice => choice.Operand).OrderBy(group => group.Key))
        {
            text.Append($"- {group.Key}: {string.Join(", ", group.Select(choice => $"`{choice.Name}`"))}\n");
        }
    }

    private static void AppendFunctions(StringBuilder text)
    {
        text.Append($"\n## Intrinsic functions\n\nAll {IntrinsicFunctions.All.Count}; calls nest {IntrinsicParser.MaxNesting} deep at most.\n\n| function | arguments |\n| --- | --- |\n");
        foreach (IntrinsicFunction function in IntrinsicFunctions.All.Values.OrderBy(function => function.Name, StringComparer.Ordinal))
        {
            IEnumerable<string> arguments = function.Parameters.Select((kind, i) => (i < function.Required ? "" : "optional ") + kind.ToString().ToLowerInvariant());
            text.Append($"| `{function.Name}` | {string.Join("; ", arguments)}{(function.IsVariadic ? " …" : "")} |\n");
        }
    }

    private static void AppendPaths(StringBuilder text)
    {
        text.Append("\n## JSONPath\n\n");
        text.Append("`$.name`, `$['name']`, `$['a','b']`, `$[0]`, `$[-1]`, `$[0,2]`, `$[1:3]`, `$[::2]`, `*`, `..`, filters with `== != < <= > >= =~ in nin subsetof anyof noneof contains size\n");
        text.Append("empty && || !`, `$` and `@` inside them, functions at the end; `$$` is the context object, `$name` a variable.\n");
        text.Append("\n## JSONata\n\nThe whole language as Step Functions has it; `$states.input`, `.context`, `.result` and `.errorOutput` where AWS has them, variables as `$name`.\n");
    }

    private static HashSet<string> UsedFields()
    {
        HashSet<string> used = new(StringComparer.Ordinal) { "Error", "Cause" };
        foreach (string json in new[] { EveryField.JsonPath, EveryField.Jsonata })
        {
            Assert.NotNull(StateMachineReader.Read(json).StateMachine);
            Collect(JsonData.Parse(json), used);
        }

        return used;
    }

    private static void Collect(JsonData value, HashSet<string> names)
    {
        if (value is ObjectData members)
        {
            foreach ((string name, JsonData member) in members.Span)
            {
                names.Add(name);
                Collect(member, names);
            }
        }
        else if (value is ArrayData items)
        {
            foreach (JsonData item in items)
            {
                Collect(item, names);
            }
        }
    }
}
