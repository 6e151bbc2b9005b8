using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Jsonata.Regexes;

/// <summary>
/// Rewrites a regular expression of JavaScript (ECMA-262, without the u flag) as one of .NET that matches the same. What differs:
/// line ends, the character classes, word boundaries, named groups, empty classes, and references to groups that took no part.
/// </summary>
internal sealed class PatternTranslator
{
    private const string LineEnds = @"\n\r\u2028\u2029";
    private const string Word = "a-zA-Z0-9_";
    private const string Blank = @"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

    private readonly string pattern;
    private readonly bool multiline;
    private readonly bool asciiSubjects;
    private readonly List<string?> groupNames = [];
    private readonly StringBuilder result = new();
    private int at;

    private PatternTranslator(string pattern, bool multiline, bool asciiSubjects)
    {
        this.pattern = pattern;
        this.multiline = multiline;
        this.asciiSubjects = asciiSubjects;
        FindGroups();
    }

    /// <summary>The pattern looks behind or ahead, or refers back: only a backtracking engine can run it.</summary>
    private bool NeedsBacktracking { get; set; }

    /// <summary>It has <c>\b</c> or line anchors, whose .NET form is equivalent for subjects of ASCII without carriage returns.</summary>
    private bool DependsOnSubject { get; set; }

    /// <param name="asciiSubjects">The result will only be used on ASCII texts without carriage returns.</param>
    public static TranslatedPattern Translate(string pattern, bool multiline, bool asciiSubjects)
    {
        PatternTranslator translator = new(pattern, multiline, asciiSubjects);
        translator.Run();
        return new TranslatedPattern(translator.result.ToString(), translator.NeedsBacktracking, translator.DependsOnSubject, translator.groupNames.Count);
    }

    private void FindGroups()
    {
        bool inClass = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                i++;
            }
            else if (inClass)
            {
                inClass = c != ']';
            }
            else if (c == '[')
            {
                inClass = true;
            }
            else if (c == '(' && !(i + 1 < pattern.Length && pattern[i + 1] == '?'))
            {
                groupNames.Add(null);
            }
            else if (c == '(' && IsNamedGroup(i))
            {
                groupNames.Add(pattern[(i + 3)..Math.Max(i + 3, pattern.IndexOf('>', i))]);
            }
        }
    }

    private bool IsNamedGroup(int open) =>
        string.CompareOrdinal(pattern, open, "(?<", 0, 3) == 0 && open + 3 < pattern.Length && pattern[open + 3] is not ('=' or '!');

    private void Run()
    {
        while (at < pattern.Length)
        {
            char c = pattern[at];
            switch (c)
            {
                case '\\':
                    Escape();
                    break;
                case '[':
                    at++;
                    CharacterClass.Translate(pattern, ref at, result, Blank, Word);
                    break;
                case '(':
                    Open();
                    break;
                case '.':
                    result.Append($"[^{LineEnds}]");
                    at++;
                    break;
                case '^':
                    Anchor(asciiSubjects ? "^" : $"(?<=^|[{LineEnds}])", "^");
                    break;
                case '$':
                    Anchor(asciiSubjects ? "(?m:$)" : $"(?=[{LineEnds}]|\\z)", "\\z");
                    break;
                case '#' or ' ':
                    result.Append('\\').Append(c);
                    at++;
                    break;
                default:
                    result.Append(c);
                    at++;
                    break;
            }
        }
    }

    private void Anchor(string ofLine, string ofText)
    {
        at++;
        if (!multiline)
        {
            result.Append(ofText);
            return;
        }

        DependsOnSubject = true;
        NeedsBacktracking |= !asciiSubjects;
        result.Append(ofLine == "^" ? "(?m:^)" : ofLine);
    }

    private void Open()
    {
        if (IsNamedGroup(at))
        {
            // Named groups would be numbered after all others.
            result.Append('(');
            at = pattern.IndexOf('>', at) + 1;
            return;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == '?')
        {
            string kind = pattern[at..Math.Min(pattern.Length, at + 4)];
            string? known = kind.StartsWith("(?:", StringComparison.Ordinal) ? "(?:"
                : kind.StartsWith("(?=", StringComparison.Ordinal) ? "(?="
                : kind.StartsWith("(?!", StringComparison.Ordinal) ? "(?!"
                : kind is "(?<=" or "(?<!" ? kind
                : throw new FormatException("Invalid group");
            NeedsBacktracking |= known != "(?:";
            result.Append(known);
            at += known.Length;
            return;
        }

        result.Append('(');
        at++;
    }

    private void Escape()
    {
        char c = at + 1 < pattern.Length ? pattern[at + 1] : throw new FormatException("\\ at end of pattern");
        at += 2;
        switch (c)
        {
            case 'd':
                result.Append("[0-9]");
                break;
            case 'D':
                result.Append("[^0-9]");
                break;
            case 'w':
                result.Append($"[{Word}]");
                break;
            case 'W':
                result.Append($"[^{Word}]");
                break;
            case 's':
                result.Append($"[{Blank}]");
                break;
            case 'S':
                result.Append($"[^{Blank}]");
                break;
            case 'b' or 'B':
                Boundary(c == 'B');
                break;
            case 'k' when groupNames.Any(name => name is not null):
                int end = pattern.IndexOf('>', at);
                string name = end > at && pattern[at] == '<' ? pattern[(at + 1)..end] : throw new FormatException("Invalid named reference");
                Reference(groupNames.IndexOf(name) + 1);
                at = end + 1;
                break;
            case >= '1' and <= '9':
                BackReference();
                break;
            default:
                at--;
                result.Append(SingleEscape.Translate(pattern, ref at));
                break;
        }
    }

    private void Boundary(bool negated)
    {
        DependsOnSubject = true;
        if (asciiSubjects)
        {
            result.Append(negated ? "\\B" : "\\b");
            return;
        }

        NeedsBacktracking = true;
        result.Append(negated
            ? $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))"
            : $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))");
    }

    private void BackReference()
    {
        int start = at - 1;
        int end = at;
        while (end < pattern.Length && char.IsAsciiDigit(pattern[end]))
        {
            end++;
        }

        if (int.TryParse(pattern.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= groupNames.Count)
        {
            at = end;
            Reference(number);
            return;
        }

        at = start;
        result.Append(SingleEscape.Translate(pattern, ref at));
    }

    /// <summary>A group that took no part in the match counts as empty.</summary>
    private void Reference(int group)
    {
        if (group == 0)
        {
            throw new FormatException("Invalid named capture referenced");
        }

        NeedsBacktracking = true;
        result.Append(CultureInfo.InvariantCulture, $"(?({group})\\{group}(?:)|)");
    }
}

/// <param name="NeedsBacktracking">Cannot run in time proportional to the subject.</param>
/// <param name="DependsOnSubject">There is another translation for subjects of another kind.</param>
internal readonly record struct TranslatedPattern(string Text, bool NeedsBacktracking, bool DependsOnSubject, int Groups);
