namespace ImageFlow.Server.Hosting;

/// <summary>The <c>--health</c> switch: a client for container health checks, so that the image needs no curl.</summary>
internal static class HealthProbe
{
    public static async Task<int> RunAsync(ServerOptions options)
    {
        var host = options.Url.Host is "0.0.0.0" ? "127.0.0.1" : options.Url.Host is "[::]" ? "[::1]" : options.Url.Host;
        var address = new UriBuilder(options.Url) { Host = host, Path = "/api/health" }.Uri;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var response = await client.GetAsync(address);
            if (response.IsSuccessStatusCode)
                return 0;
            Console.Error.WriteLine($"{address} answered {(int)response.StatusCode}.");
            return 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine($"{address} does not answer: {e.Message}");
            return 1;
        }
    }
}
