using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImageFlow.Server.Hosting;

/// <summary>
/// The two addresses. A request knows by its connection which one it came through, so that the AWS protocols never answer on the web address and the other way
/// round; after start the real ports are known (port 0 takes a free one).
/// </summary>
internal sealed class Listeners(ServerOptions options)
{
    private static readonly object AwsMark = new();
    private ListenOptions? _web;
    private ListenOptions? _aws;

    public Uri WebUrl => Actual(options.Url, _web);

    public Uri AwsUrl => Actual(options.AwsUrl, _aws);

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        Listen(kestrel, options.Url, web => _web = web);
        Listen(kestrel, options.AwsUrl, aws =>
        {
            _aws = aws;
            aws.Use(next => connection =>
            {
                connection.Items[AwsMark] = AwsMark;
                return next(connection);
            });
        });
    }

    public static bool IsAws(HttpContext context) => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(AwsMark) == true;

    private static void Listen(KestrelServerOptions kestrel, Uri url, Action<ListenOptions> configure)
    {
        // "localhost" with a free port cannot bind both families to the same number, so it means IPv4 there.
        if (url.Host == "localhost" && url.Port != 0)
            kestrel.ListenLocalhost(url.Port, configure);
        else
            kestrel.Listen(url.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(url.Host.Trim('[', ']')), url.Port, configure);
    }

    private static Uri Actual(Uri asked, ListenOptions? listen) =>
        asked.Port == 0 && listen?.IPEndPoint is { Port: > 0 } endpoint ? new UriBuilder(asked) { Port = endpoint.Port }.Uri : asked;
}
