using System.Net;
using System.Numerics;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>What a pattern asks of one value.</summary>
internal abstract record Test
{
    /// <param name="value">A string, number, boolean or null of the event.</param>
    public abstract bool Holds(JsonData value);

    public sealed record Exactly(JsonData Expected) : Test
    {
        public override bool Holds(JsonData value) => Expected.Equals(value);
    }

    public sealed record Starts(string Text, bool IgnoreCase) : Test
    {
        public override bool Holds(JsonData value) => value is StringData text && text.Value.StartsWith(Text, Comparison(IgnoreCase));
    }

    public sealed record Ends(string Text, bool IgnoreCase) : Test
    {
        public override bool Holds(JsonData value) => value is StringData text && text.Value.EndsWith(Text, Comparison(IgnoreCase));
    }

    public sealed record SameIgnoringCase(string Text) : Test
    {
        public override bool Holds(JsonData value) => value is StringData text && text.Value.Equals(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="Parts">The texts between the stars.</param>
    public sealed record Wildcard(IReadOnlyList<string> Parts) : Test
    {
        public override bool Holds(JsonData value)
        {
            if (value is not StringData { Value: var text })
            {
                return false;
            }

            if (Parts.Count == 1)
            {
                return text == Parts[0];
            }

            string last = Parts[^1];
            if (!text.StartsWith(Parts[0], StringComparison.Ordinal) || text.Length < Parts[0].Length + last.Length || !text.EndsWith(last, StringComparison.Ordinal))
            {
                return false;
            }

            // The earliest place for each part leaves the most room for the next.
            int at = Parts[0].Length;
            foreach (string part in Parts.Skip(1).SkipLast(1))
            {
                int found = text.IndexOf(part, at, text.Length - last.Length - at, StringComparison.Ordinal);
                if (found < 0)
                {
                    return false;
                }

                at = found + part.Length;
            }

            return true;
        }
    }

    /// <summary>Both bounds are optional; an open bound does not count itself.</summary>
    public sealed record Within(double Bottom, bool OpenBottom, double Top, bool OpenTop) : Test
    {
        public override bool Holds(JsonData value) => value is NumberData { Value: var number }
            && (OpenBottom ? number > Bottom : number >= Bottom)
            && (OpenTop ? number < Top : number <= Top);
    }

    /// <param name="Address">The bits of the network.</param>
    /// <param name="Bytes">4 or 16.</param>
    public sealed record Network(BigInteger Address, int Bytes, int MaskBits) : Test
    {
        public override bool Holds(JsonData value)
        {
            if (value is not StringData text || !IPAddress.TryParse(text.Value, out IPAddress? address))
            {
                return false;
            }

            byte[] bytes = address.GetAddressBytes();
            int host = (Bytes * 8) - MaskBits;
            return bytes.Length == Bytes && BitsOf(bytes) >> host == Address >> host;
        }

        public static BigInteger BitsOf(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Any value but those that pass one of the tests.</summary>
    public sealed record None(IReadOnlyList<Test> Refused) : Test
    {
        public override bool Holds(JsonData value) => !Refused.Any(test => test.Holds(value));
    }

    public sealed record Present : Test
    {
        public override bool Holds(JsonData value) => true;
    }

    /// <summary>That the event has no value at the path; there is nothing that it could be asked of.</summary>
    public sealed record Absent : Test
    {
        public override bool Holds(JsonData value) => false;
    }

    private static StringComparison Comparison(bool ignoreCase) => ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
