using System.Diagnostics;
using System.Text;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Expressions;

/// <summary>Runs random expressions in Node.js and, compiled, in our JSONata evaluator: both give the same JSON.</summary>
public class NodeDifferentialTests
{
    private const int Count = 2000;

    private static readonly (string Name, string Type, string Json, bool IsArray)[] Variables =
    [
        ("N", "Int32", "7", false), ("M", "Int32", "0", false), ("S", "String", "\"photo.jpg\"", false), ("T", "String", "\"\"", false),
        ("B", "Boolean", "true", false), ("L", "Int32", "[3, 0, 12, 5]", true), ("W", "String", "[\"a\", \"\", \"jpeg\"]", true),
        ("O", "Object", "{\"p\": 1, \"q\": [1]}", false), ("U", "Object", "null", false),
    ];

    [Fact]
    public async Task Evaluate_RandomExpressions_GiveTheSameInNodeAndInJsonata()
    {
        string[] scripts = [.. Enumerable.Range(0, Count).Select(seed => new ScriptRandom(seed).Next(3))];
        string[] expected = await RunNodeAsync(scripts);

        List<string> differences = [];
        int compiled = 0;
        for (int i = 0; i < scripts.Length; i++)
        {
            if (Compile(scripts[i]) is { } jsonata)
            {
                compiled++;
                string actual = Evaluate(jsonata);
                if (expected[i] != "error" && !Same(expected[i], actual))
                {
                    differences.Add($"{scripts[i]}\n  as {jsonata}\n  Node {expected[i]}, JSONata {actual}");
                }
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences.Take(10))}");
        Assert.True(compiled > Count / 2, $"Only {compiled} of {Count} expressions were in the subset.");
    }

    private static string? Compile(string script)
    {
        TestFlow flow = Variables.Aggregate(new TestFlow(), (f, v) => f.Variable(v.Name, v.Type, v.Json.Trim('"'), v.IsArray));
        CompileResult result = flow.Variable("Result").Set("a", "Result", new { typeName = "Object", expression = new { type = "JavaScript", value = $"[{script}]" } }).Compile();
        if (result.AslJson is null)
        {
            Assert.All(result.Diagnostics, finding => Assert.StartsWith("FLOW02", finding.Code));
            return null;
        }

        ObjectData states = (ObjectData)((ObjectData)JsonData.Parse(result.AslJson))["States"]!;
        if (states.Any(state => ((StringData)((ObjectData)state.Value)["Type"]!).Value == "Task"))
        {
            return null;
        }

        return ((ObjectData)((ObjectData)states["a"]!)["Assign"]!)["Result"]!.ToJson();
    }

    /// <summary>Evaluates a template as the language defines it: every string in <c>{% %}</c> is an expression.</summary>
    private static string Evaluate(string template)
    {
        JsonataBindings bindings = new() { Variables = Variables.ToDictionary(v => v.Name, v => JsonData.Parse(v.Json)) };
        try
        {
            return Evaluate(JsonData.Parse(template), bindings)?.ToJson() ?? "undefined";
        }
        catch (JsonataException exception)
        {
            return exception.Message;
        }
    }

    private static JsonData? Evaluate(JsonData template, JsonataBindings bindings) => template switch
    {
        StringData text when text.Value.StartsWith("{%", StringComparison.Ordinal) => JsonataExpression.Parse(text.Value[2..^2], JsonataMode.StepFunctions).Evaluate(null, bindings),
        ArrayData items => new ArrayData([.. items.Select(item => Evaluate(item, bindings) ?? "undefined")]),
        ObjectData members => members.Aggregate(new ObjectDataBuilder(), (builder, member) => builder.Set(member.Key, Evaluate(member.Value, bindings) ?? "undefined")).Build(),
        _ => template,
    };

    private static bool Same(string expected, string actual)
    {
        try
        {
            return JsonData.Parse(expected).Equals(JsonData.Parse(actual));
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static async Task<string[]> RunNodeAsync(string[] scripts)
    {
        StringBuilder program = new();
        foreach ((string name, _, string json, _) in Variables)
        {
            program.AppendLine($"const get{name} = () => ({json});");
        }

        program.AppendLine($"for (const script of {JsonStrings(scripts)}) {{ try {{ console.log(JSON.stringify([eval('(' + script + ')')])); }} catch (e) {{ console.log('error'); }} }}");
        Process? node = Start();
        Assert.SkipWhen(node is null, "Node.js is not on PATH.");
        using (node)
        {
            await node!.StandardInput.WriteAsync(program.ToString());
            node.StandardInput.Close();
            string output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            return output.TrimEnd('\n').Split('\n');
        }
    }

    private static string JsonStrings(string[] scripts) => new ArrayData([.. scripts.Select(script => new StringData(script))]).ToJson();

    private static Process? Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", "-") { RedirectStandardInput = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
