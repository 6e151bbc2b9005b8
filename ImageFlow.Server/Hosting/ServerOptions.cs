using System.Globalization;
using System.Net;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Mocks;

namespace ImageFlow.Server.Hosting;

/// <summary>What the server was asked to do on its command line.</summary>
public sealed record ServerOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5080";
    public const string DefaultAwsUrl = "http://127.0.0.1:5081";

    private const string StudioOrigin = "--studio-origin";
    private const string SiteOrigin = "--site-origin";

    /// <summary>Address of the web pages and of both REST interfaces. Port 0 takes a free one.</summary>
    public Uri Url { get; init; } = new(DefaultUrl);

    /// <summary>Address of the AWS protocols (S3 uploads and downloads). Port 0 takes a free one.</summary>
    public Uri AwsUrl { get; init; } = new(DefaultAwsUrl);

    /// <summary>Everything that the server stores lies below this folder.</summary>
    public string DataDirectory { get; init; } = ".imageflow";

    /// <summary>Key that every request must carry; null only while both addresses are loopback.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long executions that have ended are kept; null for ever.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A mock file in the format of Step Functions Local; null for none. Executions choose a case by <c>stateMachineArn#TestCase</c>.</summary>
    public string? Mock { get; init; }

    /// <summary>Whether waits and retry delays are jumped over.</summary>
    public bool TimeSkip { get; init; }

    /// <summary>What goes wrong on purpose.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Hosts that HTTP tasks may call although they are private, and without TLS.</summary>
    public HostList PrivateHttpHosts { get; init; } = HostList.None;

    /// <summary>Receiver of OpenTelemetry (OTLP) for traces and metrics; null for none.</summary>
    public Uri? Telemetry { get; init; }

    /// <summary>Origins (<c>https://host:port</c>) of an Elsa Studio elsewhere, whose pages may use Elsa's REST API and hub here. None by default.</summary>
    public IReadOnlyList<string> StudioOrigins { get; init; } = [];

    /// <summary>Origins whose pages may use the REST API here, as a gallery that is served elsewhere does.</summary>
    public IReadOnlyList<string> SiteOrigins { get; init; } = [];

    public const string HelpText = """
        ImageFlow server: draw image workflows in Elsa Studio, run them durably here, export them to AWS Step Functions.

        Usage: ImageFlow.Server [options]

          --url URL       address of the web pages and REST (default http://127.0.0.1:5080)
          --aws-url URL   address of the AWS protocols (default http://127.0.0.1:5081)
          --data DIR      folder for everything that is stored (default .imageflow)
          --api-key KEY   key that requests must carry; needed when an address is not loopback
                          (or the environment variable IMAGEFLOW_API_KEY)
          --retention DAYS  how long executions that have ended are kept
                          (default 90, as on AWS; 0 for ever)
          --mock FILE     answers for task states, in the format of Step Functions Local;
                          a start with <state machine ARN>#<test case> chooses the case
          --time-skip     jump over waits and retry delays
          --fault FAULT   something that goes wrong on purpose; may be given again:
                          STATE[@ATTEMPT]=error:NAME, =timeout or =delay:SECONDS
          --allow-private-http HOSTS  hosts that HTTP tasks may call although their addresses
                          are private, and without TLS: HOST, HOST:PORT or *, with commas between
          --otlp URL      send traces and metrics there by OTLP, such as http://127.0.0.1:4318
                          (or the environment variable OTEL_EXPORTER_OTLP_ENDPOINT)
          --studio-origin ORIGINS  where an Elsa Studio elsewhere is served (https://host:port, with
                          commas between): its pages may use Elsa's REST API and hub here
                          (or the environment variable IMAGEFLOW_STUDIO_ORIGINS)
          --site-origin ORIGINS  where a website elsewhere is served: its pages may use the REST API
                          here, as the gallery does (or IMAGEFLOW_SITE_ORIGINS)
          --health        ask the server at --url whether it is well: exit code 0 or 1
          --help          this text
        """;

    /// <summary>Reads the command line. Never throws: what is wrong is one sentence in <c>Error</c>.</summary>
    internal static ParsedCommandLine Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var options = new ServerOptions { ApiKey = NullIfEmpty(environment("IMAGEFLOW_API_KEY")) };
        foreach (var (variable, option) in new[] { ("IMAGEFLOW_STUDIO_ORIGINS", StudioOrigin), ("IMAGEFLOW_SITE_ORIGINS", SiteOrigin) })
        {
            if (NullIfEmpty(environment(variable)) is not { } named)
                continue;
            if (CrossOrigin.ReadOrigins(named) is not { } known)
                return new ParsedCommandLine(options, Error: $"{variable} takes {CrossOrigin.Form}, with commas between, not '{named}'.");
            options = options.WithOrigins(option, known);
        }

        var health = false;
        if (NullIfEmpty(environment(TelemetryExport.EndpointVariable)) is { } receiver)
        {
            if (!IsReceiver(receiver))
                return new ParsedCommandLine(options, Error: $"{TelemetryExport.EndpointVariable} must be an address like http://127.0.0.1:4318, not '{receiver}'.");
            options = options with { Telemetry = new Uri(receiver) };
        }

        for (var i = 0; i < args.Count; i++)
        {
            var (name, attached) = Split(args[i]);
            if (name is "--help" or "-h" or "-?")
                return new ParsedCommandLine(options, Help: true);
            if (name == "--health")
            {
                health = true;
                continue;
            }

            if (name == "--time-skip")
            {
                options = options with { TimeSkip = true };
                continue;
            }

            if (name is not ("--url" or "--aws-url" or "--data" or "--api-key" or "--retention" or "--mock" or "--fault" or "--allow-private-http" or "--otlp" or StudioOrigin or SiteOrigin))
                return new ParsedCommandLine(options, Error: $"There is no option '{args[i]}'.");
            var value = attached ?? (i + 1 < args.Count ? args[++i] : null);
            if (string.IsNullOrWhiteSpace(value))
                return new ParsedCommandLine(options, Error: $"The option {name} needs a value.");
            if (name is "--url" or "--aws-url" && !IsAddress(value))
                return new ParsedCommandLine(options, Error: $"{name} must be an address like {DefaultUrl} (http, an IP address or localhost, and a port), not '{value}'.");
            if (name == "--otlp" && !IsReceiver(value))
                return new ParsedCommandLine(options, Error: $"--otlp must be an address like http://127.0.0.1:4318, not '{value}'.");
            if (name == "--retention" && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 36_500))
                return new ParsedCommandLine(options, Error: $"--retention must be a number of days, not '{value}'.");
            if (name == "--fault" && Fault.Parse(value) is null)
                return new ParsedCommandLine(options, Error: $"'{value}' is no fault; one looks like {Fault.Form}.");
            var hosts = name == "--allow-private-http" ? HostList.Parse([value]) : HostList.None;
            if (hosts is null)
                return new ParsedCommandLine(options, Error: $"--allow-private-http takes {HostList.Form}, with commas between, not '{value}'.");
            var origins = name is StudioOrigin or SiteOrigin ? CrossOrigin.ReadOrigins(value) : [];
            if (origins is null)
                return new ParsedCommandLine(options, Error: $"{name} takes {CrossOrigin.Form}, with commas between, not '{value}'.");
            options = name switch
            {
                StudioOrigin or SiteOrigin => options.WithOrigins(name, origins),
                "--url" => options with { Url = new Uri(value) },
                "--aws-url" => options with { AwsUrl = new Uri(value) },
                "--allow-private-http" => options with { PrivateHttpHosts = hosts },
                "--otlp" => options with { Telemetry = new Uri(value) },
                "--data" => options with { DataDirectory = value },
                "--mock" => options with { Mock = value },
                "--fault" => options with { Faults = [.. options.Faults, Fault.Parse(value)!] },
                "--retention" => options with { Retention = value.All(digit => digit == '0') ? null : TimeSpan.FromDays(int.Parse(value, CultureInfo.InvariantCulture)) },
                _ => options with { ApiKey = value },
            };
        }

        return new ParsedCommandLine(options, Health: health, Error: health ? null : options.FindConflict());
    }

    private ServerOptions WithOrigins(string option, IReadOnlyList<string> origins) =>
        option == StudioOrigin ? this with { StudioOrigins = [.. StudioOrigins, .. origins] } : this with { SiteOrigins = [.. SiteOrigins, .. origins] };

    /// <summary>True for addresses that only this machine reaches.</summary>
    public static bool IsLoopback(Uri url) => url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private string? FindConflict()
    {
        if (ApiKey is null && !(IsLoopback(Url) && IsLoopback(AwsUrl)))
            return $"{(IsLoopback(Url) ? AwsUrl : Url)} can be reached from other machines: give --api-key or IMAGEFLOW_API_KEY, or keep to 127.0.0.1.";
        return Url.Port != 0 && Url.Port == AwsUrl.Port && Url.Host == AwsUrl.Host ? "--url and --aws-url must be two different addresses." : null;
    }

    private static bool IsReceiver(string value) => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https");

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url is { Scheme: "http", PathAndQuery: "/" }
        && (url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _));

    private static (string Name, string? Value) Split(string arg) =>
        arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf('=') is > 0 and var at ? (arg[..at], arg[(at + 1)..]) : (arg, null);

    private static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}

/// <summary>The outcome of reading the command line; at most one of the flags is set.</summary>
internal sealed record ParsedCommandLine(ServerOptions Options, string? Error = null, bool Help = false, bool Health = false);
