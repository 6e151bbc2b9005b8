using System.Diagnostics;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Jsonata;

public class JsonataFuzzTests
{
    private const int Seed = 20261120;
    private const int Cases = 4_000;
    private const int DifferentialCases = 1_500;

    /// <summary>
    /// Of made-up expressions so many may differ from the reference. It evaluates the members of arrays and objects at once, so that of
    /// several errors in one expression another comes first; and its predicates can find undefined where there is nothing.
    /// </summary>
    private const double ToleratedShare = 0.01;

    private const string Symbols = "abc$%*.[]{}()@#:;?+-/|=<>^~&!\"'`\\ \n0123456789eE,√functiondrolain/_λ";

    [Fact]
    public void Evaluate_MadeUpExpressions_GiveAValueOrACode()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        for (int i = 0; i < Cases; i++)
        {
            ExpressionGenerator generator = new(Seed + i);
            Run(generator.Expression(), generator.Object(), i);
        }
    }

    [Fact]
    public void Parse_RandomText_GivesATreeOrACode()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        Random random = new(Seed);
        for (int i = 0; i < Cases; i++)
        {
            string text = i % 2 == 0
                ? string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Symbols[random.Next(Symbols.Length)]))
                : Mutate(new ExpressionGenerator(Seed + i).Expression(), random);
            Run(text, ObjectData.Empty, i);
        }
    }

    [Fact]
    public void Evaluate_MadeUpExpressions_AgreeWithTheReference() => Compare(JsonataMode.Standard, "jsonata");

    [Fact]
    public void Evaluate_MadeUpExpressionsOfStepFunctions_AgreeWithItsVersion() => Compare(JsonataMode.StepFunctions, "jsonata-2.0.6");

    private static void Compare(JsonataMode mode, string package)
    {
        string peer = NpmPeer.Install("Asl", "Jsonata", "peer");
        List<(string Request, JsonData Data, string Expression)> requests = [];
        for (int i = 0; i < DifferentialCases; i++)
        {
            ExpressionGenerator generator = new(Seed + i);
            string expression = generator.Expression();
            ObjectData data = generator.Object();
            requests.Add((ObjectData.Of(("id", NumberData.Of(i)), ("expr", expression), ("data", data)).ToJson(), data, expression));
        }

        string[] answers = Ask(peer, package, requests.Select(r => r.Request));
        List<string> differences = [.. requests.Zip(answers).Select(pair => Difference(pair.First.Expression, pair.First.Data, (ObjectData)JsonData.Parse(pair.Second), mode)).OfType<string>()];

        Assert.True(differences.Count <= DifferentialCases * ToleratedShare, $"seed {Seed}: {differences.Count} differ\n" + string.Join('\n', differences.Take(20)));
    }

    private static string Mutate(string text, Random random)
    {
        int at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Symbols[random.Next(Symbols.Length)].ToString()),
            _ => text[..at],
        };
    }

    /// <summary>Anything but a value or a JSONata error fails the test by itself.</summary>
    private static void Run(string expression, JsonData data, int number)
    {
        try
        {
            JsonataBindings bindings = new() { Environment = JsonataSuite.Environment, Limits = new JsonataLimits { Steps = 1_000_000 } };
            JsonataExpression.Parse(expression).Evaluate(data, bindings)?.ToJson();
        }
        catch (JsonataException e)
        {
            Assert.False(string.IsNullOrEmpty(e.Message), $"case {number}: {expression}");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {Seed}, case {number}: {expression}\non {data.ToJson()}", e);
        }
    }

    private static string? Difference(string expression, JsonData data, ObjectData wanted, JsonataMode mode)
    {
        string? code = ((wanted["error"] as ObjectData)?["code"] as StringData)?.Value;
        try
        {
            JsonData? result = JsonataExpression.Parse(expression, mode).Evaluate(data, new JsonataBindings { Environment = JsonataSuite.Environment });
            bool same = code is null
                ? result is null || result.Kind == JsonDataKind.Function ? wanted["result"] is null : wanted["result"] is { } expected && JsonataSuite.AreEqual(expected, result)
                : code is "none" or "D1011" or "D1012";
            return same ? null : $"{expression}\n  on {data.ToJson()}\n  {wanted.ToJson()} but {result?.ToJson() ?? "undefined"}";
        }
        catch (JsonataException e)
        {
            return e.Code == code || code is "none" or "D1011" or "D1012" ? null : $"{expression}\n  on {data.ToJson()}\n  {wanted.ToJson()} but {e.Code}";
        }
    }

    private static string[] Ask(string folder, string package, IEnumerable<string> requests)
    {
        using Process process = NpmPeer.Start(folder, "node", "evaluate.mjs", package);
        process.BeginErrorReadLine();
        Task<string> answers = process.StandardOutput.ReadToEndAsync();
        foreach (string request in requests)
        {
            process.StandardInput.WriteLine(request);
        }

        process.StandardInput.Close();
        return answers.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
