using System.Globalization;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Replacement texts of <c>$replace</c>: <c>$0</c> is the match, <c>$n</c> a group, <c>$$</c> a dollar sign.</summary>
internal static class ReplacementTemplate
{
    public static void Append(StringBuilder result, string template, TextMatch match)
    {
        int position = 0;
        while (template.IndexOf('$', position) is int at and >= 0)
        {
            result.Append(template, position, at - position);
            position = at + 1;
            char next = position < template.Length ? template[position] : '\0';
            if (next == '$')
            {
                result.Append('$');
                position++;
            }
            else if (next == '0')
            {
                result.Append(match.Text);
                position++;
            }
            else
            {
                position += AppendGroup(result, template.AsSpan(position), match.Groups);
            }
        }

        result.Append(template, position, template.Length - position);
    }

    /// <summary>Takes as many digits as a group number can have, one fewer where there is no such group.</summary>
    /// <returns>The characters used of the template.</returns>
    private static int AppendGroup(StringBuilder result, ReadOnlySpan<char> rest, ArrayData groups)
    {
        int most = groups.Count == 0 ? 1 : groups.Count.ToString(CultureInfo.InvariantCulture).Length;
        int? number = Leading(rest, most);
        if (most > 1 && number > groups.Count)
        {
            number = Leading(rest, most - 1);
        }

        if (number is not { } group)
        {
            result.Append('$');
            return 0;
        }

        if (group >= 1 && group <= groups.Count && groups[group - 1] is StringData text)
        {
            result.Append(text.Value);
        }

        return group.ToString(CultureInfo.InvariantCulture).Length;
    }

    private static int? Leading(ReadOnlySpan<char> text, int most)
    {
        int digits = 0;
        while (digits < Math.Min(most, text.Length) && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits == 0 ? null : int.Parse(text[..digits], CultureInfo.InvariantCulture);
    }
}
