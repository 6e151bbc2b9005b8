using System.Text;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Strings as sequences of Unicode code points; half a surrogate pair alone counts as one.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                count--;
            }
        }

        return count;
    }

    /// <param name="count">The code points of the whole text.</param>
    public static string Slice(string text, int first, int last, int count)
    {
        if (count == text.Length)
        {
            return text[first..last];
        }

        int start = Offset(text, 0, first);
        return text[start..Offset(text, start, last - first)];
    }

    /// <summary>So many code points of the filler, repeated.</summary>
    public static string Fill(string filler, int count)
    {
        if (filler.Length == 1)
        {
            return new string(filler[0], count);
        }

        int period = Count(filler);
        StringBuilder result = new();
        for (int i = 0; i < count / period; i++)
        {
            result.Append(filler);
        }

        return result.Append(Slice(filler, 0, count % period, period)).ToString();
    }

    private static int Offset(string text, int start, int codePoints)
    {
        int at = start;
        for (; codePoints > 0 && at < text.Length; codePoints--)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        }

        return at;
    }
}
