using System.Globalization;

namespace ImageFlow.Asl.Values;

/// <summary>A point in time to the nanosecond, as the States Language writes it: ISO 8601 extended with an offset (RFC 3339).</summary>
/// <param name="Time">The point in time, cut off at 100 ns.</param>
/// <param name="Nanoseconds">The rest below 100 ns, 0 to 99.</param>
public readonly record struct Timestamp(DateTimeOffset Time, int Nanoseconds) : IComparable<Timestamp>
{
    private const int MaxFractionDigits = 9;

    /// <summary>Reads <c>2016-03-14T01:59:00.123Z</c>: seconds may be left out, the offset may not; the fraction has 1 to 9 digits.</summary>
    public static bool TryParse(string text, out Timestamp timestamp)
    {
        timestamp = default;
        ReadOnlySpan<char> rest = text;
        if (rest.Length < 17 || rest[4] != '-' || rest[7] != '-' || rest[10] is not ('T' or 't') || rest[13] != ':'
            || !Number(rest[..4], out int year) || !Number(rest[5..7], out int month) || !Number(rest[8..10], out int day)
            || !Number(rest[11..13], out int hour) || !Number(rest[14..16], out int minute))
        {
            return false;
        }

        rest = rest[16..];
        int second = 0;
        long fraction = 0;
        if (rest[0] == ':' && (rest.Length < 4 || !Number(rest[1..3], out second)))
        {
            return false;
        }

        if (rest[0] == ':')
        {
            rest = rest[3..];
            if (!TakeFraction(ref rest, out fraction))
            {
                return false;
            }
        }

        if (!TryParseOffset(rest, out TimeSpan offset)
            || year is 0 or > 9999 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).Ticks + (fraction / 100);
        long utc = ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        timestamp = new Timestamp(new DateTimeOffset(utc, TimeSpan.Zero), (int)(fraction % 100));
        return true;
    }

    public int CompareTo(Timestamp other) =>
        Time.CompareTo(other.Time) is not 0 and int order ? order : Nanoseconds.CompareTo(other.Nanoseconds);

    private static bool Number(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>The fraction of a second in nanoseconds, 0 where there is none.</summary>
    private static bool TakeFraction(ref ReadOnlySpan<char> rest, out long nanoseconds)
    {
        nanoseconds = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        int end = 1;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
        {
            end++;
        }

        int digits = end - 1;
        if (digits is 0 or > MaxFractionDigits || !long.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds))
        {
            return false;
        }

        for (int i = digits; i < MaxFractionDigits; i++)
        {
            nanoseconds *= 10;
        }

        rest = rest[end..];
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length is not (6 or 9) || text[0] is not ('+' or '-') || text[3] != ':'
            || !Number(text[1..3], out int hours) || !Number(text[4..6], out int minutes) || hours > 18 || minutes > 59)
        {
            return false;
        }

        int seconds = 0;
        if (text.Length == 9 && (text[6] != ':' || !Number(text[7..], out seconds) || seconds > 59))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, seconds) * (text[0] == '-' ? -1 : 1);
        return true;
    }
}
