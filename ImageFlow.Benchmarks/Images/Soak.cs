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

    /// <summary>
    /// How much more than after the warm-up the memory may be. The garbage collector first fills a youngest generation of some 20 MB,
    /// which takes longer than the warm-up; one leaked photo in a hundred runs would be 70 MB.
    /// </summary>
    private const double Flat = 1.10;

    public static async Task<bool> RunAsync(byte[] photo)
    {
        string folder = Directory.CreateTempSubdirectory("imageflow-soak-").FullName;
        try
        {
            FileObjectStore objects = new(folder);
            await objects.PutAsync("imageflow-uploads", "good.jpg", photo, new());
            await objects.PutAsync("imageflow-uploads", "broken.jpg", photo.AsMemory(0, photo.Length / 2), new());
            ActivityContext context = new() { Objects = objects };
            List<(int Run, long Bytes)> memory = [];
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
                        memory.Add((run, Environment.WorkingSet));
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

    private static bool Report(List<(int Run, long Bytes)> memory, int failed)
    {
        foreach ((int run, long bytes) in memory.Where(m => m.Run % (WarmUp / 2) == 0))
        {
            Console.WriteLine($"after {run,4} runs: {bytes / 1e6,6:F1} MB resident");
        }

        double early = memory.Where(m => m.Run >= WarmUp && m.Run < Runs / 2).Max(m => m.Bytes);
        double late = memory.Where(m => m.Run >= Runs * 3 / 4).Max(m => m.Bytes);
        bool isFlat = late <= early * Flat && failed == Runs / 10;
        Console.WriteLine(
            $"{Runs} resizes on {Threads} threads, {failed} of them failed: greatest resident memory {early / 1e6:F1} MB in runs {WarmUp} to {Runs / 2}, {late / 1e6:F1} MB in the last quarter; {(isFlat ? "flat" : "NOT flat")}");
        return isFlat;
    }
}
