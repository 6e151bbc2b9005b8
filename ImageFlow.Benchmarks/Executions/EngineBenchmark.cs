using System.Globalization;

namespace ImageFlow.Benchmarks.Executions;

/// <summary><c>-- engine rates|peer|waiting|stored|lists|maprun [COUNT]</c>.</summary>
internal static class EngineBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["waiting-start", string folder, string count, string first]:
                await WaitingExecutions.StartAsync(folder, Number(count), Time(first));
                return 0;
            case ["waiting-resume", string folder, string count, string first]:
                await WaitingExecutions.ResumeAsync(folder, Number(count), Time(first));
                return 0;
            case ["maprun-array" or "maprun-files", string folder, string count]:
                await MapRunLoad.OneAsync(args[0][7..], folder, Number(count));
                return 0;
        }

        string name = args.FirstOrDefault() ?? "rates";
        int? size = args.Length > 1 ? Number(args[1]) : null;
        string scratch = Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        try
        {
            switch (name)
            {
                case "rates":
                    await EngineRates.RunAsync(scratch, size ?? 30_000);
                    return 0;
                case "peer":
                    await EnginePeer.RunAsync(scratch);
                    return 0;
                case "waiting":
                    await WaitingExecutions.RunAsync(scratch, size ?? 100_000);
                    return 0;
                case "stored":
                    await StoredExecutions.RunAsync(scratch, size ?? 1_000_000);
                    return 0;
                case "lists":
                    await ListPages.RunAsync(scratch, size ?? 100_000);
                    return 0;
                case "maprun":
                    await MapRunLoad.RunAsync(scratch, size ?? 100_000);
                    return 0;
                default:
                    Console.Error.WriteLine($"There is no engine benchmark '{name}'; there are rates, peer, waiting, stored, lists and maprun.");
                    return 2;
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
