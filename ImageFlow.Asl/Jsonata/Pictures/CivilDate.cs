namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>
/// A point in time cut into fields, in the proleptic Gregorian calendar and UTC, over the whole range of ECMAScript's dates
/// (which is wider than .NET's).
/// </summary>
internal readonly record struct CivilDate(long Millis)
{
    public const long MillisPerDay = 86_400_000;

    /// <summary>The greatest distance from 1970 in milliseconds (ECMA-262, Time Values).</summary>
    public const double LargestMillis = 8.64e15;

    private const int DaysPerEra = 146_097;
    private const int YearsPerEra = 400;

    /// <summary>Days from 1 March of year 0 to 1 January 1970.</summary>
    private const int DaysToEpoch = 719_468;

    public long Day => Floor(Millis, MillisPerDay);

    public long MillisOfDay => Millis - (Day * MillisPerDay);

    public long Hour => MillisOfDay / 3_600_000;

    public long Minute => MillisOfDay / 60_000 % 60;

    public long Second => MillisOfDay / 1000 % 60;

    public long Millisecond => MillisOfDay % 1000;

    /// <summary>1 (Monday) to 7 (Sunday); 1 January 1970 was a Thursday.</summary>
    public int DayOfWeek => (int)(((Day + 3) % 7 + 7) % 7) + 1;

    /// <summary>Year, month (0 to 11) and day (1 to 31).</summary>
    public (long Year, int Month, int Day) Date
    {
        get
        {
            // Days are counted from 1 March, so that the leap day ends a year (H. Hinnant, "chrono-compatible low-level date algorithms").
            long shifted = Day + DaysToEpoch;
            long era = Floor(shifted, DaysPerEra);
            long dayOfEra = shifted - (era * DaysPerEra);
            long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
            long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
            long monthFromMarch = ((5 * dayOfYear) + 2) / 153;
            int day = (int)(dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1);
            int month = (int)(monthFromMarch < 10 ? monthFromMarch + 2 : monthFromMarch - 10);
            return (yearOfEra + (era * YearsPerEra) + (month <= 1 ? 1 : 0), month, day);
        }
    }

    /// <summary>The start of a day. Months and days outside their range carry over.</summary>
    /// <param name="month">0 is January.</param>
    public static CivilDate Of(long year, long month, long day)
    {
        long fullYear = year + Floor(month, 12);
        long monthOfYear = month - (Floor(month, 12) * 12);
        long marchYear = monthOfYear <= 1 ? fullYear - 1 : fullYear;
        long era = Floor(marchYear, YearsPerEra);
        long yearOfEra = marchYear - (era * YearsPerEra);
        long monthFromMarch = (monthOfYear + 10) % 12;
        long dayOfYear = ((153 * monthFromMarch) + 2) / 5;
        long dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return new CivilDate(((era * DaysPerEra) + dayOfEra - DaysToEpoch + day - 1) * MillisPerDay);
    }

    private static long Floor(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
