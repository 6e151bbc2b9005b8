using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Expressions;

/// <summary>
/// Runs random expressions over random values in Node.js and, compiled, in our JSONata evaluator: both give the same JSON, or both fail.
/// What is not compiled goes to Node.js anyway. <c>IMAGEFLOW_DIFFERENTIAL</c> is the number of expressions (default 2,000),
/// <c>IMAGEFLOW_DIFFERENTIAL_SEED</c> the first seed (default 1).
/// </summary>
public class NodeDifferentialTests(ITestOutputHelper log)
{
    private const int DataSets = 5;

    private static readonly int Count = Setting("IMAGEFLOW_DIFFERENTIAL", 2000);

    private static readonly int Seed = Setting("IMAGEFLOW_DIFFERENTIAL_SEED", 1);

    [Fact]
    public async Task Evaluate_RandomExpressions_GiveTheSameInNodeAndInJsonata()
    {
        string[] scripts = [.. Enumerable.Range(Seed, Count).Select(seed => new ScriptRandom(seed).Next(3))];
        ObjectData[] data = [.. Enumerable.Range(0, DataSets).Select(i => ScriptValues.Next(new Random(Seed + i), first: i == 0))];
        string[] expected = await RunNodeAsync(scripts, data);

        List<string> differences = [];
        int compiled = 0;
        for (int i = 0; i < scripts.Length; i++)
        {
            if (Compile(scripts[i]) is not { } jsonata)
            {
                continue;
            }

            compiled++;
            for (int j = 0; j < DataSets; j++)
            {
                string wanted = expected[(i * DataSets) + j];
                string actual = Evaluate(jsonata, data[j]);
                if (!Same(wanted, actual))
                {
                    differences.Add($"{scripts[i]}\n  as {jsonata}\n  with {data[j].ToJson()}\n  Node {wanted}, JSONata {actual}");
                    break;
                }
            }
        }

        string share = string.Create(CultureInfo.InvariantCulture, $"{compiled} of {Count} expressions translate ({100.0 * compiled / Count:0.0} %), each compared over {DataSets} sets of values; seed {Seed}.");
        log.WriteLine(share);
        Assert.True(differences.Count == 0, $"{share} {differences.Count} differ:\n{string.Join('\n', differences.OrderBy(text => text.Length).Take(12))}");
        Assert.True(compiled > Count / 4, share);
    }

    [Theory]
    [InlineData("getN() + 1")]
    [InlineData("getS().split('/').pop()")]
    [InlineData("getW().map((w, i) => `${i}-${w}`).join(', ')")]
    [InlineData("getO().p?.q ?? getS()")]
    [InlineData("getS().length > 3 && getB() ? 'long' : 'short'")]
    [InlineData("getO().status === 'done'")]
    [InlineData("getL().filter(x => x > getN()).length")]
    [InlineData("({ name: getS(), tags: [...getW(), 'x'] })")]
    [InlineData("const first = getL()[0] ?? 0; return first * 2 + 1;")]
    public void Compile_CommonExpression_Translates(string script) => Assert.NotNull(Compile(script));

    [Theory]
    [InlineData("getD() + getD()")]
    [InlineData("getN() / getM()")]
    [InlineData("getS().slice(0, 3)")]
    [InlineData("getS() == getN()")]
    [InlineData("getO() + ''")]
    [InlineData("getO().a === getO().b")]
    [InlineData("getX() + 1")]
    [InlineData("Number(getS())")]
    [InlineData("getS().replace(/a/g, 'b')")]
    [InlineData("Object.keys(getO())")]
    [InlineData("getO().constructor")]
    [InlineData("getL().sort()")]
    public void Compile_ExpressionThatJsonataSeesOtherwise_GoesToNode(string script) => Assert.Null(Compile(script));

    private static string? Compile(string script)
    {
        TestFlow flow = ScriptValues.Types.Aggregate(new TestFlow(), (all, one) => all.Variable(one.Name, one.Type, one.Default, one.IsArray));
        CompileResult result = flow.Variable("Result").Set("a", "Result", new { typeName = "Object", expression = new { type = "JavaScript", value = script } }).Compile();
        Assert.True(result.AslJson is not null, $"{script}\n{string.Join('\n', result.Diagnostics)}");
        ObjectData states = (ObjectData)((ObjectData)JsonData.Parse(result.AslJson!))["States"]!;
        return states.Any(state => ((StringData)((ObjectData)state.Value)["Type"]!).Value == "Task")
            ? null
            : ((ObjectData)((ObjectData)states["a"]!)["Assign"]!)["Result"]!.ToJson();
    }

    /// <summary>Evaluates a template as the language defines it: every string in <c>{% %}</c> is an expression, and one without a value is an error.</summary>
    private static string Evaluate(string template, ObjectData data)
    {
        JsonataBindings bindings = new() { Variables = data.ToDictionary(v => v.Key, v => v.Value) };
        try
        {
            return Evaluate(JsonData.Parse(template), bindings).ToJson();
        }
        catch (JsonataException exception)
        {
            return $"error {exception.Message}";
        }
    }

    private static JsonData Evaluate(JsonData template, JsonataBindings bindings) => template switch
    {
        StringData text when text.Value.StartsWith("{%", StringComparison.Ordinal) =>
            JsonataExpression.Parse(text.Value[2..^2], JsonataMode.StepFunctions).Evaluate(null, bindings) ?? throw new JsonataException("NONE", "There is no value", 0),
        ArrayData items => new ArrayData([.. items.Select(item => Evaluate(item, bindings))]),
        ObjectData members => members.Aggregate(new ObjectDataBuilder(), (builder, member) => builder.Set(member.Key, Evaluate(member.Value, bindings))).Build(),
        _ => template,
    };

    private static bool Same(string expected, string actual)
    {
        if (expected.StartsWith("error", StringComparison.Ordinal) || actual.StartsWith("error", StringComparison.Ordinal))
        {
            return expected.StartsWith("error", StringComparison.Ordinal) && actual.StartsWith("error", StringComparison.Ordinal);
        }

        return JsonData.Parse(expected).Equals(JsonData.Parse(actual));
    }

    private static async Task<string[]> RunNodeAsync(string[] scripts, ObjectData[] data)
    {
        StringBuilder program = new();
        program.AppendLine("let data;");
        foreach (string name in data[0].Select(member => member.Key))
        {
            program.AppendLine(CultureInfo.InvariantCulture, $"globalThis.get{name} = () => structuredClone(data.{name});");
        }

        program.AppendLine(CultureInfo.InvariantCulture, $"const sets = {new ArrayData([.. data]).ToJson()};");
        program.AppendLine(CultureInfo.InvariantCulture, $"for (const script of {new ArrayData([.. scripts.Select(script => new StringData(script))]).ToJson()}) {{");
        program.AppendLine("  let run; try { run = Function('return (' + script + ')'); } catch { try { run = Function(script); } catch (e) { run = () => { throw e; }; } }");
        program.AppendLine("  for (data of sets) { try { console.log(JSON.stringify(run() ?? null)); } catch (e) { console.log('error ' + e.message.split('\\n')[0]); } }");
        program.AppendLine("}");
        Process? node = Start();
        Assert.SkipWhen(node is null, "Node.js is not on PATH.");
        using (node)
        {
            node!.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(program.ToString()));
            node.StandardInput.Close();
            string output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            string[] lines = output.TrimEnd('\n').Split('\n');
            Assert.Equal(scripts.Length * data.Length, lines.Length);
            return lines;
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : standard;

    private static Process? Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", "-") { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
