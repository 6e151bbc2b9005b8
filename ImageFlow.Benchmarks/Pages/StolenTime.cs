using System.Globalization;

namespace ImageFlow.Benchmarks.Pages;

/// <summary>The share of the processors' time that the machine's host gave to others meanwhile: frames are lost by it whatever the page does (<c>steal</c> in proc(5), <c>/proc/stat</c>).</summary>
internal sealed class StolenTime
{
    private const string File = "/proc/stat";
    private const int Steal = 7;
    private readonly long[] _before = Read();

    /// <summary>0 to 1 since this was made; null where the system does not tell.</summary>
    public double? Share
    {
        get
        {
            var now = Read();
            if (now.Length <= Steal || _before.Length != now.Length)
                return null;
            var all = now.Zip(_before, (after, before) => after - before).Sum();
            return all > 0 ? (double)(now[Steal] - _before[Steal]) / all : 0;
        }
    }

    /// <summary>Ticks of user, nice, system, idle, iowait, irq, softirq and steal, of all processors.</summary>
    private static long[] Read()
    {
        if (!System.IO.File.Exists(File))
            return [];
        using StreamReader reader = new(File);
        return [.. (reader.ReadLine() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Steal + 1).Select(field => long.Parse(field, CultureInfo.InvariantCulture))];
    }
}
