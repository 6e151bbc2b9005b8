namespace ImageFlow.Asl.Jsonata.Syntax;

/// <summary>Finds the end of a regular expression: the first slash that is neither escaped nor inside brackets of any kind.</summary>
internal static class RegexLiteral
{
    /// <param name="position">Behind the opening slash; afterwards behind the flags.</param>
    public static (string Pattern, string Flags) Scan(string text, ref int position)
    {
        int start = position;
        int depth = 0;
        for (; position < text.Length; position++)
        {
            char c = text[position];
            if (c == '/' && depth == 0 && !IsEscaped(text, position))
            {
                string pattern = text[start..position];
                if (pattern.Length == 0)
                {
                    throw new JsonataException("S0301", position);
                }

                int flags = ++position;
                while (position < text.Length && text[position] is 'i' or 'm')
                {
                    position++;
                }

                return (pattern, text[flags..position]);
            }

            if (position > 0 && text[position - 1] == '\\')
            {
                continue;
            }

            depth += c switch
            {
                '(' or '[' or '{' => 1,
                ')' or ']' or '}' => -1,
                _ => 0,
            };
        }

        throw new JsonataException("S0302", text.Length);
    }

    private static bool IsEscaped(string text, int at)
    {
        int backslashes = 0;
        while (at - backslashes > 0 && text[at - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 != 0;
    }
}
