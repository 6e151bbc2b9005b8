using System.Text.RegularExpressions;
using ImageFlow.Asl.Jsonata.Functions;
using ImageFlow.Asl.Jsonata.Regexes;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Nodes;

/// <summary>A regular expression: a function from a string to its first match.</summary>
internal sealed class RegexNode(string pattern, string flags, int position) : Node
{
    private readonly RegexFunction function = new(JavaScriptRegex.Parse(pattern, flags, position), position);

    public override JsonData? Core(JsonData? input, Frame frame) => function;
}

/// <summary>
/// A regular expression as a value. Called, it gives <c>{match, start, end, groups, next}</c>, which is the protocol that functions
/// written by the user can follow too.
/// </summary>
internal sealed class RegexFunction(JavaScriptRegex regex, int position) : FunctionData
{
    /// <summary>The string, and where to begin.</summary>
    public override int Arity => 2;

    public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame)
    {
        if (arguments.Length == 0 || arguments[0] is not StringData text)
        {
            return null;
        }

        double from = arguments.Length > 1 && arguments[1] is NumberData number ? number.Value : 0;
        return Find(text.Value, double.IsNaN(from) ? 0 : (int)Math.Clamp(from, 0, text.Value.Length + 1.0), frame.Run) is { } match
            ? Describe(match, text.Value)
            : null;
    }

    /// <summary>The first match at or after a place.</summary>
    public Match? Find(string text, int start, Run run)
    {
        if (start > text.Length)
        {
            return null;
        }

        run.Charge(1 + ((text.Length - start) / 16));
        Match match = regex.Match(text, start);
        return match.Success ? match : null;
    }

    /// <summary>The match after another one.</summary>
    /// <exception cref="JsonataException">D1004: it is empty, and the one after it would be the same.</exception>
    public Match? FindNext(Match match, string text, Run run)
    {
        int end = match.Index + match.Length;
        if (end >= text.Length)
        {
            return null;
        }

        Match? next = Find(text, end, run);
        return next is { Length: 0 } ? throw new JsonataException("D1004", position, value: regex.Source) : next;
    }

    public ArrayData Groups(Match match)
    {
        JsonData[] groups = new JsonData[regex.Groups];
        for (int i = 0; i < groups.Length; i++)
        {
            Group group = match.Groups[i + 1];
            groups[i] = group.Success ? new StringData(group.Value) : NullData.Instance;
        }

        return new ArrayData(groups);
    }

    private ObjectData Describe(Match match, string text) => ObjectData.Of(
        ("match", new StringData(match.Value)),
        ("start", Numbers.Of(match.Index)),
        ("end", Numbers.Of(match.Index + match.Length)),
        ("groups", Groups(match)),
        ("next", new NextFunction(this, match, text)));

    /// <summary>Gives the following match in the same form.</summary>
    private sealed class NextFunction(RegexFunction regex, Match match, string text) : FunctionData
    {
        public override int Arity => 0;

        public override JsonData? Invoke(ReadOnlySpan<JsonData?> arguments, JsonData? input, Frame frame) =>
            regex.FindNext(match, text, frame.Run) is { } next ? regex.Describe(next, text) : null;
    }
}
