using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Jsonata;

/// <summary>The open half of the reference implementation's test suite (see the README of the shared data).</summary>
internal static class JsonataSuite
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>Time and chance for cases that ask for them; the suite never looks at their values.</summary>
    public static JsonataEnvironment Environment { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), new SteadyRandom());

    public static IEnumerable<JsonataCase> Read(string folder, string group)
    {
        foreach (string line in File.ReadLines(Path.Combine(folder, "groups", group + ".ndjson")))
        {
            if (line.Length > 0)
            {
                yield return new JsonataCase(folder, (ObjectData)JsonData.Parse(line));
            }
        }
    }

    /// <summary>The suite's comparison: deep, key order of no matter, numbers within a relative 1e-12.</summary>
    public static bool AreEqual(JsonData expected, JsonData actual, bool unordered = false)
    {
        switch (expected, actual)
        {
            case (NumberData a, NumberData b):
                return Math.Abs(a.Value - b.Value) <= RelativeTolerance * Math.Max(Math.Abs(a.Value), Math.Abs(b.Value));
            case (ArrayData a, ArrayData b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                if (unordered)
                {
                    List<JsonData> rest = [.. b];
                    return a.All(item => rest.FindIndex(other => AreEqual(item, other)) is int at and >= 0 && Remove(rest, at));
                }

                return a.Zip(b).All(pair => AreEqual(pair.First, pair.Second));
            case (ObjectData a, ObjectData b):
                return a.Count == b.Count && a.All(member => b.TryGet(member.Key, out JsonData? other) && AreEqual(member.Value, other));
            default:
                return expected.Equals(actual);
        }
    }

    private static bool Remove(List<JsonData> list, int at)
    {
        list.RemoveAt(at);
        return true;
    }

    /// <summary>Not random at all, so that a failing case fails again.</summary>
    private sealed class SteadyRandom : IRandomSource
    {
        public double NextDouble() => 0.4;

        public void NextBytes(Span<byte> buffer) => buffer.Fill(7);
    }
}

/// <summary>One case of the suite.</summary>
internal sealed class JsonataCase(string folder, ObjectData fields)
{
    public string Name => ((StringData)fields["name"]!).Value;

    public string Expression => ((StringData)fields["expr"]!).Value;

    public string? ExpectedError => ((fields["error"] as ObjectData)?["code"] as StringData)?.Value;

    public JsonData? Input => fields["data"] ?? (fields["dataset"] is StringData name
        ? JsonData.Parse(File.ReadAllText(Path.Combine(folder, "datasets", name.Value + ".json")))
        : null);

    public JsonataBindings Bindings => new()
    {
        Variables = fields["bindings"] is ObjectData bindings ? bindings.ToDictionary(m => m.Key, m => m.Value) : new Dictionary<string, JsonData>(),
        Environment = JsonataSuite.Environment,
        Limits = new JsonataLimits
        {
            Depth = fields["depth"] is NumberData depth ? (int)depth.Value : JsonataLimits.Default.Depth,
            Time = fields["timelimit"] is NumberData time ? TimeSpan.FromMilliseconds(time.Value) : null,
        },
    };

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? Run(JsonataMode mode)
    {
        string outcome;
        try
        {
            JsonData? result = JsonataExpression.Parse(Expression, mode).Evaluate(Input, Bindings);
            if (ExpectedError is null && (fields["result"], result) switch
            {
                (null, null) => true,
                ({ } expected, { } actual) => JsonataSuite.AreEqual(expected, actual, fields["unordered"] is BooleanData { Value: true }),
                _ => false,
            })
            {
                return null;
            }

            outcome = result?.ToJson() ?? "undefined";
        }
        catch (JsonataException e)
        {
            if (e.Code == ExpectedError)
            {
                return null;
            }

            outcome = $"{e.Code} ({e.Message})";
        }

        string wanted = ExpectedError ?? fields["result"]?.ToJson() ?? "undefined";
        return $"{Name}: {Expression}\n  expected {Cut(wanted)}\n  but got  {Cut(outcome)}";
    }

    private static string Cut(string text) => text.Length > 1000 ? text[..1000] + "…" : text;
}
