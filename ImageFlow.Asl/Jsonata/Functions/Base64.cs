using System.Text;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Base64 of strings whose characters are bytes (Latin-1), as lenient in reading as Node.js.</summary>
internal static class Base64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int BitsPerDigit = 6;
    private const int BitsPerByte = 8;

    public static string Encode(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = unchecked((byte)text[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Skips what is no digit, takes the URL alphabet too, and ends at the first padding.</summary>
    public static string Decode(string text)
    {
        StringBuilder result = new(text.Length * 3 / 4);
        int bits = 0;
        int held = 0;
        foreach (char c in text)
        {
            if (c == '=')
            {
                break;
            }

            int digit = Alphabet.IndexOf(c switch
            {
                '-' => '+',
                '_' => '/',
                _ => c,
            });
            if (digit < 0)
            {
                continue;
            }

            bits = (bits << BitsPerDigit) | digit;
            held += BitsPerDigit;
            if (held >= BitsPerByte)
            {
                held -= BitsPerByte;
                result.Append((char)((bits >> held) & 0xFF));
            }

            bits &= 0xFFF;
        }

        return result.ToString();
    }
}
