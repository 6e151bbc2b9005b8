using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Benchmarks.Jsonata;

namespace ImageFlow.Benchmarks;

/// <summary>
/// How many executions of ten states a second clients get over the AWS protocol with keep-alive, each asked for until it has ended: our server,
/// durable, and <c>moto_server</c>, in memory. At least 100 times moto's rate is wanted.
/// </summary>
internal static class HttpBenchmark
{
    private const double Target = 100;

    /// <param name="options">The number of executions of our server, default 4,000.</param>
    public static async Task<int> RunAsync(string[] options)
    {
        int count = int.Parse(options.ElementAtOrDefault(0) ?? "4000", CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("imageflow-benchmark-").FullName;
        try
        {
            double ours = await OursAsync(folder, count);
            Console.WriteLine($"ImageFlow.Server, 16 connections       {ours,8:F1} executions/s");
            if (await MotoAsync() is not double moto)
            {
                Console.WriteLine("moto_server is not on PATH: nothing to compare with");
                return 0;
            }

            Console.WriteLine($"moto_server                            {moto,8:F1} executions/s");
            Console.WriteLine($"ours : moto {ours / moto:F0} (target at least {Target:F0}) {(ours / moto >= Target ? "reached" : "MISSED")}");
            return ours / moto >= Target ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> OursAsync(string folder, int count)
    {
        (Uri web, Uri aws) = (FreeAddress(), FreeAddress());
        string program = Path.Combine(NodePeer.RepositoryRoot, "ImageFlow.Server", "bin", "Release", "net10.0", "ImageFlow.Server.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException("Build the server first: dotnet build -c Release ImageFlow.Server", program);
        }

        using Process server = Start("dotnet", [program, "--url", web.ToString(), "--aws-url", aws.ToString(), "--data", folder], aws);
        try
        {
            using HttpClient client = Client(aws);
            string machine = await CreateAsync(client, "ten-states");
            await ManyAsync(client, machine, count / 4);
            Stopwatch watch = Stopwatch.StartNew();
            await ManyAsync(client, machine, count);
            return count / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private static Task ManyAsync(HttpClient client, string machine, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (_, _) => await ExecuteAsync(client, machine));

    // A second execution of one machine fails there, so that each gets a machine of its own; one after the other, as it holds one lock anyway.
    private static async Task<double?> MotoAsync()
    {
        const int Count = 40;
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "moto_server"))))
        {
            return null;
        }

        Uri address = FreeAddress();
        using Process moto = Start("moto_server", ["-p", address.Port.ToString(CultureInfo.InvariantCulture)], address);
        try
        {
            using HttpClient client = Client(address);
            using StringContent setting = new("""{"stepfunctions":{"execute_state_machine":true}}""", Encoding.UTF8, "application/json");
            (await client.PostAsync(new Uri("/moto-api/config", UriKind.Relative), setting)).EnsureSuccessStatusCode();
            Stopwatch watch = new();
            for (int i = -5; i < Count; i++)
            {
                if (i == 0)
                {
                    watch.Start();
                }

                string machine = await CreateAsync(client, "ten-states");
                await ExecuteAsync(client, machine);
                await CallAsync(client, "DeleteStateMachine", new JsonObject { ["stateMachineArn"] = machine });
            }

            return Count / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            moto.Kill(entireProcessTree: true);
            await moto.WaitForExitAsync();
        }
    }

    private static async Task<string> CreateAsync(HttpClient client, string name)
    {
        JsonObject request = new()
        {
            ["name"] = name,
            ["definition"] = Executions.EngineMachines.TenStates(),
            ["roleArn"] = "arn:aws:iam::123456789012:role/any-role",
        };
        return (string)(await CallAsync(client, "CreateStateMachine", request))["stateMachineArn"]!;
    }

    private static async Task ExecuteAsync(HttpClient client, string machine)
    {
        JsonNode started = await CallAsync(client, "StartExecution", new JsonObject { ["stateMachineArn"] = machine, ["input"] = """{"n":1}""" });
        while (true)
        {
            JsonObject question = new() { ["executionArn"] = (string)started["executionArn"]! };
            switch ((string)(await CallAsync(client, "DescribeExecution", question))["status"]!)
            {
                case "RUNNING":
                    await Task.Delay(1);
                    continue;
                case "SUCCEEDED":
                    return;
                case string status:
                    throw new InvalidOperationException($"An execution ended {status}.");
            }
        }
    }

    private static async Task<JsonNode> CallAsync(HttpClient client, string operation, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=any/20261120/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0");
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text is "" ? "{}" : text)!
            : throw new InvalidOperationException($"{operation} was answered with {(int)response.StatusCode}: {text}");
    }

    private static HttpClient Client(Uri address) => new() { BaseAddress = address };

    private static Uri FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static Process Start(string program, string[] arguments, Uri ready)
    {
        Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited; Thread.Sleep(100))
        {
            using TcpClient probe = new();
            Task connecting = probe.ConnectAsync(ready.Host, ready.Port);
            Task.WaitAny([connecting]);
            if (connecting.Exception is null)
            {
                return process;
            }
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{program} did not answer at {ready} within 60 s.");
    }
}
