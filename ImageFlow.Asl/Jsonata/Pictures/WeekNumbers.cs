namespace ImageFlow.Asl.Jsonata.Pictures;

/// <summary>Weeks as ISO 8601 counts them in a year, and the same rule for weeks in a month: the first one holds the first Thursday.</summary>
internal static class WeekNumbers
{
    private const long MillisPerWeek = 7 * CivilDate.MillisPerDay;
    private const int Thursday = 4;

    public static long WeekOfYear(CivilDate date)
    {
        long year = date.Date.Year;
        return Week(date, FirstWeek(year, 0), FirstWeek(year + 1, 0), FirstWeek(year - 1, 0), longest: 52);
    }

    public static long WeekOfMonth(CivilDate date)
    {
        (long year, int month, _) = date.Date;
        return Week(date, FirstWeek(year, month), FirstWeek(year, month + 1), FirstWeek(year, month - 1), longest: 4);
    }

    /// <summary>The year to which the date's week belongs.</summary>
    public static long YearOfWeek(CivilDate date)
    {
        long year = date.Date.Year;
        return date.Millis < FirstWeek(year, 0) ? year - 1 : date.Millis >= FirstWeek(year + 1, 0) ? year + 1 : year;
    }

    /// <summary>The month (1 to 12) to which the date's week belongs.</summary>
    public static long MonthOfWeek(CivilDate date)
    {
        (long year, int month, _) = date.Date;
        int shift = date.Millis < FirstWeek(year, month) ? -1 : date.Millis >= FirstWeek(year, month + 1) ? 1 : 0;
        return ((month + shift + 12) % 12) + 1;
    }

    private static long Week(CivilDate date, long first, long firstOfNext, long firstOfPrevious, int longest)
    {
        long today = date.Day * CivilDate.MillisPerDay;
        double week = ((double)(today - first) / MillisPerWeek) + 1;
        if (week > longest && today >= firstOfNext)
        {
            return 1;
        }

        return (long)Math.Floor(week < 1 ? ((double)(today - firstOfPrevious) / MillisPerWeek) + 1 : week);
    }

    /// <summary>The Monday of the first week of a month, in milliseconds.</summary>
    private static long FirstWeek(long year, long month)
    {
        CivilDate first = CivilDate.Of(year, month, 1);
        int weekday = first.DayOfWeek;
        int days = weekday > Thursday ? 8 - weekday : 1 - weekday;
        return first.Millis + (days * CivilDate.MillisPerDay);
    }
}
