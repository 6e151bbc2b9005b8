namespace ImageFlow.Asl.Choices;

/// <summary>The pattern of <c>StringMatches</c>: <c>*</c> stands for any characters; <c>\*</c> and <c>\\</c> are literal.</summary>
internal static class WildcardPattern
{
    /// <summary>Runs in time proportional to the product of both lengths at worst.</summary>
    public static bool Matches(string pattern, string text)
    {
        int p = 0;
        int t = 0;
        int starAt = -1;
        int resumeAt = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starAt = p++;
                resumeAt = t;
            }
            else if (TryLiteral(pattern, p, out char sign, out int length) && sign == text[t])
            {
                p += length;
                t++;
            }
            else if (starAt >= 0)
            {
                p = starAt + 1;
                t = ++resumeAt;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool TryLiteral(string pattern, int at, out char sign, out int length)
    {
        sign = '\0';
        length = 1;
        if (at >= pattern.Length)
        {
            return false;
        }

        sign = pattern[at];
        if (sign == '\\' && at + 1 < pattern.Length && pattern[at + 1] is '*' or '\\')
        {
            sign = pattern[at + 1];
            length = 2;
        }

        return true;
    }
}
