using System.Diagnostics;
using System.Globalization;
using ImageFlow.Benchmarks.Images;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>Beside npm's aws-local-stepfunctions, which keeps everything in memory: in turn, round by round, so that both see the same machine.</summary>
internal static class EnginePeer
{
    private const int Rounds = 5;

    public static async Task RunAsync(string folder)
    {
        Peers.Install();
        await using StepFunctionsEngine engine = await EngineLoad.OpenAsync(folder);
        await CompareAsync(engine, folder, "ten states (5 Pass, 5 Choice)", EngineMachines.TenStates(), """{"n":1}""", 20_000, 1.5);
        await CompareAsync(engine, folder, "inline Map over 100 Pass items", EngineMachines.MapOfPass, EngineMachines.Numbers(100), 400, 5);
    }

    private static async Task CompareAsync(StepFunctionsEngine engine, string folder, string title, string definition, string input, int count, double target)
    {
        string file = Path.Combine(folder, "definition.json");
        await File.WriteAllTextAsync(file, definition);
        await EngineLoad.RunAsync(engine, definition, input, count / 2);
        List<double> ours = [];
        List<double> theirs = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours.Add((await EngineLoad.RunAsync(engine, definition, input, count)).Rate);
            theirs.Add(Peer(file, input, count));
        }

        double ratio = EngineLoad.Median(ours) / EngineLoad.Median(theirs);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{title,-34} ImageFlow, durable {EngineLoad.Median(ours),8:F0}/s  aws-local-stepfunctions, in memory {EngineLoad.Median(theirs),8:F0}/s  ratio {ratio:F2} (target {target})"));
    }

    private static double Peer(string file, string input, int count)
    {
        ProcessStartInfo start = new("node", ["stepfunctions.mjs", file, input, count.ToString(CultureInfo.InvariantCulture), EngineLoad.AtOnce.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = Peers.Folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
