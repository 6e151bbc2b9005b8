using System.Text;

namespace ImageFlow.Asl.Jsonata.Regexes;

/// <summary>Classes in square brackets. .NET gives <c>[</c> and <c>-[</c> inside them a meaning, and has no empty class.</summary>
internal static class CharacterClass
{
    /// <param name="at">Behind the opening bracket; afterwards behind the closing one.</param>
    public static void Translate(string pattern, ref int at, StringBuilder result, string blank, string word)
    {
        bool negated = at < pattern.Length && pattern[at] == '^';
        at += negated ? 1 : 0;
        StringBuilder members = new();
        bool first = true;
        while (at < pattern.Length && pattern[at] != ']')
        {
            char c = pattern[at];
            if (c == '\\' && at + 1 < pattern.Length)
            {
                at++;
                Escape(pattern, ref at, members, blank, word);
            }
            else if (c == '-' && !first && at + 1 < pattern.Length && pattern[at + 1] != ']' && !EndsWithClass(pattern, at))
            {
                members.Append('-');
                at++;
            }
            else
            {
                members.Append(c is '[' or '^' or '-' or ' ' or '#' ? SingleEscape.Code(c) : c.ToString());
                at++;
            }

            first = false;
        }

        if (at >= pattern.Length)
        {
            throw new FormatException("Unterminated character class");
        }

        at++;
        if (members.Length == 0)
        {
            result.Append(negated ? @"[\s\S]" : "[^\\s\\S]");
        }
        else
        {
            result.Append(negated ? "[^" : "[").Append(members).Append(']');
        }
    }

    /// <summary>A hyphen behind or before <c>\d</c> and the like is a hyphen.</summary>
    private static bool EndsWithClass(string pattern, int hyphen) =>
        (hyphen >= 2 && pattern[hyphen - 2] == '\\' && "dDwWsS".Contains(pattern[hyphen - 1]))
        || (hyphen + 2 < pattern.Length && pattern[hyphen + 1] == '\\' && "dDwWsS".Contains(pattern[hyphen + 2]));

    private static void Escape(string pattern, ref int at, StringBuilder members, string blank, string word)
    {
        string? known = pattern[at] switch
        {
            'd' => "0-9",
            'w' => word,
            's' => blank,
            'D' => @"\u0000-/:-\uffff",
            'W' => @"\u0000-/:-@\u005b-\u005e`{-\uffff",
            'S' => @"\u0000-\u0008\u000e-\u001f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff",
            'b' => @"\u0008",
            _ => null,
        };
        if (known is not null)
        {
            members.Append(known);
            at++;
        }
        else
        {
            members.Append(SingleEscape.Translate(pattern, ref at));
        }
    }
}
