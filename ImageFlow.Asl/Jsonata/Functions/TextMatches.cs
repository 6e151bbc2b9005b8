using System.Text.RegularExpressions;
using ImageFlow.Asl.Jsonata.Nodes;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>One match of a pattern in a text.</summary>
internal readonly record struct TextMatch(string Text, int Start, int End, ArrayData Groups);

/// <summary>
/// The matches of a pattern one after the other: those of a regular expression, or those that a matcher function of the user's
/// gives in the same form.
/// </summary>
internal struct TextMatches(FunctionData matcher, string text, Frame frame)
{
    private Match? regexMatch;
    private JsonData? custom;
    private bool started;

    public TextMatch Current { get; private set; }

    public bool MoveNext()
    {
        if (matcher is RegexFunction regex)
        {
            regexMatch = started ? regex.FindNext(regexMatch!, text, frame.Run) : regex.Find(text, 0, frame.Run);
            started = true;
            if (regexMatch is null)
            {
                return false;
            }

            Current = new TextMatch(regexMatch.Value, regexMatch.Index, regexMatch.Index + regexMatch.Length, regex.Groups(regexMatch));
            return true;
        }

        FunctionData? next = started ? (custom as ObjectData)?["next"] as FunctionData : matcher;
        custom = next is null
            ? throw new JsonataException("T1010")
            : Calls.Call(next, started ? [] : [new StringData(text)], frame);
        started = true;
        if (custom is null)
        {
            return false;
        }

        Current = Read(custom);
        return true;
    }

    private readonly TextMatch Read(JsonData match)
    {
        ObjectData? fields = match as ObjectData;
        if (fields is null || (fields["start"] is not NumberData && fields["end"] is not NumberData && fields["groups"] is not ArrayData && fields["next"] is not FunctionData))
        {
            throw new JsonataException("T1010", value: match);
        }

        string found = fields["match"] is StringData data ? data.Value : "";
        int start = Place(fields["start"]);
        return new TextMatch(found, start, fields["end"] is null ? start + found.Length : Place(fields["end"]), fields["groups"] as ArrayData ?? ArrayData.Empty);
    }

    private readonly int Place(JsonData? value) => value is NumberData number && number.Value > 0 ? (int)Math.Min(number.Value, text.Length) : 0;
}
