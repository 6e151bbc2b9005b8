using ImageFlow.Engine;
using ImageFlow.Engine.Sqlite;
using ImageFlow.LocalCloud.Mocks;
using Microsoft.AspNetCore.Connections;

namespace ImageFlow.Server.Hosting;

/// <summary>Runs the server until SIGTERM or Ctrl+C.</summary>
internal static class ServerRun
{
    public static async Task<int> RunAsync(ServerOptions options)
    {
        System.Diagnostics.Trace.Listeners.Add(new WarningLog(Console.Error));
        try
        {
            await using var server = await ServerApp.StartAsync(options);
            Console.WriteLine($"ImageFlow     {server.WebUrl}");
            Console.WriteLine($"AWS endpoint  {server.AwsUrl}");
            Console.WriteLine($"Data          {Path.GetFullPath(options.DataDirectory)}");
            await server.WaitForShutdownAsync();
            return 0;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            var busy = e.Message.Contains(options.AwsUrl.Authority, StringComparison.Ordinal) ? ("--aws-url", options.AwsUrl) : ("--url", options.Url);
            Console.Error.WriteLine($"{busy.Item2.GetLeftPart(UriPartial.Authority)} is in use by another program: stop that program, or choose another address with {busy.Item1}.");
            return 2;
        }
        catch (Exception e) when (e is SqliteUnavailableException or EngineUnavailableException or MockFileException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
