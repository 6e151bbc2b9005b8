using System.Text;
using ImageFlow.Activities;

namespace ImageFlow.Benchmarks.Images;

/// <summary>2,000 runs of ResizeImage on two threads, a tenth of which fail: does the process's memory stay flat?</summary>
internal static class Soak
{
    private const int Runs = 2000;
    private const int WarmUp = 500;
    private const int SampleEvery = 50;
    private const int Threads = 2;

    /// <summary>How much more than in the second half of the warm-up the memory may be at any later time; one leaked photo in a hundred runs would be 50 MB.</summary>
    private const double Flat = 1.05;

    public static async Task<bool> RunAsync(byte[] photo)
    {
        string folder = Directory.CreateTempSubdirectory("imageflow-soak-").FullName;
        try
        {
            FillYoungestGeneration();
            FileObjectStore objects = new(folder);
            await objects.PutAsync("imageflow-uploads", "good.jpg", photo, new());
            await objects.PutAsync("imageflow-uploads", "broken.jpg", photo.AsMemory(0, photo.Length / 2), new());
            ActivityContext context = new() { Objects = objects };
            List<(int Run, long Bytes, long Managed)> memory = [];
            int done = 0;
            int failed = 0;
            await Parallel.ForAsync(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = Threads }, async (i, token) =>
            {
                string input = $$"""{"bucket":"imageflow-uploads","key":"{{(i % 10 == 3 ? "broken" : "good")}}.jpg","width":256,"targetKey":"{{i % 20}}.jpg"}""";
                ActivityResult result = await ActivityInvoker.InvokeAsync("ResizeImage", Encoding.UTF8.GetBytes(input), context, token);
                if (result.Error is not null)
                {
                    Interlocked.Increment(ref failed);
                }

                if (Interlocked.Increment(ref done) is { } run && run % SampleEvery == 0)
                {
                    lock (memory)
                    {
                        memory.Add((run, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalCommittedBytes));
                    }
                }
            });
            return Report(memory, failed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The collector lets garbage fill the processor's cache, some 20 MB here, before it collects the first time, and a run makes 24 kB of
    /// it. That happens once in a process and not because of the runs: it happens here before they start.
    /// </summary>
    private static void FillYoungestGeneration()
    {
        const int Collections = 3;
        const int Block = 10_000;
        GC.Collect();
        int before = GC.CollectionCount(0);
        while (GC.CollectionCount(0) < before + Collections)
        {
            GC.KeepAlive(new byte[Block]);
        }
    }

    private static bool Report(List<(int Run, long Bytes, long Managed)> memory, int failed)
    {
        foreach ((int run, long bytes, long managed) in memory.Where(m => m.Run % (WarmUp / 2) == 0))
        {
            Console.WriteLine($"after {run,4} runs: {bytes / 1e6,6:F1} MB resident, {managed / 1e6,5:F1} MB of them the garbage collector's");
        }

        double early = memory.Where(m => m.Run >= WarmUp / 2 && m.Run <= WarmUp).Max(m => m.Bytes);
        double late = memory.Where(m => m.Run > WarmUp).Max(m => m.Bytes);
        bool isFlat = late <= early * Flat && failed == Runs / 10;
        Console.WriteLine(
            $"{Runs} resizes on {Threads} threads, {failed} of them failed: greatest resident memory {early / 1e6:F1} MB in runs {WarmUp / 2} to {WarmUp}, {late / 1e6:F1} MB after them ({(late / early) - 1:+0.0 %;-0.0 %}); {(isFlat ? "flat" : "NOT flat")}");
        return isFlat;
    }
}
