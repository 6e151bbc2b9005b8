using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageFlow.Activities.EvaluateJavaScript;

/// <summary>
/// Runs the function's source in a Node.js process of its own: no rights to files, processes or workers, an empty environment, bounds
/// of memory and time. This confines mistakes; it is no wall against attackers, because Node.js cannot deny the network by itself
/// (the bare context in which the expression runs has no way to it).
/// </summary>
internal static class NodeEvaluation
{
    /// <summary>In MB, of JavaScript's heap.</summary>
    private const int HeapLimit = 128;

    /// <summary>In bytes, of the whole process; buffers lie outside of the heap.</summary>
    private const long ProcessLimit = 512L << 20;

    /// <summary>What Lambda lets a function answer with, in bytes.</summary>
    private const int AnswerLimit = 6 << 20;

    /// <summary>The source stops itself earlier; this is for what it cannot stop.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads an event, writes the answer or the error as Lambda's runtime does.</summary>
    private const string Host =
        """

        let text = '';
        process.stdin.setEncoding('utf8').on('data', part => { text += part; }).on('end', async () => {
          let answer;
          try { answer = { output: await exports.handler(JSON.parse(text)) }; }
          catch (e) { answer = { errorType: e.name, errorMessage: e.message }; }
          process.stdout.write(JSON.stringify(answer));
        });
        """;

    private static readonly Lazy<Task<string>> PermissionFlag = new(FindPermissionFlagAsync);

    /// <summary>A map over many items must not start a process for each at once.</summary>
    private static readonly SemaphoreSlim Slots = new(Math.Max(2, Environment.ProcessorCount));

    /// <exception cref="ExpressionError">The expression is no JavaScript, throws, or takes too much time or memory.</exception>
    /// <exception cref="NodeNotFoundException">There is no Node.js that can run it.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        string permission = await PermissionFlag.Value;
        await Slots.WaitAsync(cancellationToken);
        try
        {
            using Process node = Start(permission, "--no-warnings", $"--max-old-space-size={HeapLimit}", "-e", EvaluateJavaScriptActivity.Source + Host);
            return await TalkAsync(node, input, cancellationToken);
        }
        finally
        {
            Slots.Release();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> TalkAsync(Process node, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using CancellationTokenSource reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<byte[]> answer = ReadAsync(node.StandardOutput.BaseStream, reading.Token);
        Task<string> complaint = node.StandardError.ReadToEndAsync(reading.Token);
        try
        {
            await WriteAsync(node, input, reading.Token);
            if (await WatchAsync(node, answer, cancellationToken) is { } excess)
            {
                throw new ExpressionError(excess);
            }

            byte[] text = await answer;
            return node.ExitCode == 0 && text.Length > 0 ? Read(text) : throw new ExpressionError(Ending(node.ExitCode, await complaint));
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }

            await reading.CancelAsync();
        }
    }

    private static async Task WriteAsync(Process node, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await node.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            node.StandardInput.Close();
        }
        catch (IOException)
        {
            await node.WaitForExitAsync(cancellationToken); // it ended early; its exit code says why
        }
    }

    /// <summary>Waits for the end; gives a sentence where a bound is passed first.</summary>
    private static async Task<string?> WatchAsync(Process node, Task<byte[]> answer, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Task end = node.WaitForExitAsync(cancellationToken);
        while (await Task.WhenAny(end, Task.Delay(WatchInterval, cancellationToken)) != end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) > TimeLimit)
            {
                return $"It was stopped after {TimeLimit.TotalSeconds:0} seconds.";
            }

            if (MemoryOf(node) > ProcessLimit)
            {
                return $"It took more than {ProcessLimit >> 20} MB of memory.";
            }

            if (answer.IsFaulted)
            {
                await answer;
            }
        }

        await end;
        return null;
    }

    private static long MemoryOf(Process node)
    {
        try
        {
            node.Refresh();
            return node.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            all.Write(buffer, 0, count);
            if (all.Length > AnswerLimit)
            {
                throw new ExpressionError($"What it gives is larger than {AnswerLimit >> 20} MB.");
            }
        }

        return all.ToArray();
    }

    private static byte[] Read(byte[] text)
    {
        JsonObject answer = (JsonObject)JsonNode.Parse(text)!;
        return answer["output"] is { } output
            ? Encoding.UTF8.GetBytes(output.ToJsonString(ActivityJson.Options))
            : throw new ExpressionError(answer["errorMessage"]!.GetValue<string>());
    }

    private static string Ending(int exitCode, string complaint) => complaint.Contains("heap out of memory", StringComparison.Ordinal)
        ? $"It took more than {HeapLimit} MB of memory."
        : $"Node.js ended with the code {exitCode}. {complaint.Trim()}".TrimEnd();

    private static Process Start(params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = new("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Found before the environment is emptied; Lambda's clock stands at UTC.
        start.FileName = FindOnPath("node") ?? throw new NodeNotFoundException("there is no node on PATH");
        string? system = Environment.GetEnvironmentVariable("SYSTEMROOT");
        start.Environment.Clear();
        start.Environment["TZ"] = "UTC";
        if (system is not null)
        {
            start.Environment["SYSTEMROOT"] = system; // Windows starts no process without it
        }

        return Process.Start(start)!;
    }

    private static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);

    /// <summary>Node.js 20 calls the permission model experimental; from 23.5 on it is not.</summary>
    private static async Task<string> FindPermissionFlagAsync()
    {
        using Process node = Start("--version");
        node.StandardInput.Close();
        string text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Version version = Version.TryParse(text.Trim().TrimStart('v'), out Version? known) ? known : new Version(0, 0);
        return version.Major < 20
            ? throw new NodeNotFoundException($"the node on PATH says that it is '{text.Trim()}'")
            : version >= new Version(23, 5) ? "--permission" : "--experimental-permission";
    }
}

/// <summary>Expressions cannot be evaluated on this machine.</summary>
public sealed class NodeNotFoundException(string reason)
    : ActivityException($"JavaScript is evaluated by Node.js 20 or newer, but {reason}. Install Node.js, or write the expression in JSONata.");
