using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Deployment;

/// <summary>How the website, if any, is served.</summary>
public enum WebsiteKind
{
    None,

    /// <summary>A private bucket behind CloudFront, over HTTPS.</summary>
    CloudFront,

    /// <summary>A public bucket as a website of S3, over HTTP alone.</summary>
    S3,
}

/// <summary>In which form the template is written.</summary>
public enum TemplateFormat
{
    /// <summary>Plain CloudFormation.</summary>
    CloudFormation,

    /// <summary>The AWS Serverless Application Model.</summary>
    Sam,
}

/// <summary>What to make a template for.</summary>
public sealed record DeploymentRequest
{
    /// <summary>The state machine's name, 1 to 80 letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The state machine as text.</summary>
    public required string Definition { get; init; }

    /// <summary>The same, read.</summary>
    public required StateMachine Machine { get; init; }

    /// <summary>The activity manifest, JSON.</summary>
    public required string ManifestJson { get; init; }

    public IReadOnlyList<Trigger> Triggers { get; init; } = [];

    /// <summary>Tables that the template makes beside those with ImageFlow's default names.</summary>
    public IReadOnlyList<TableSettings> Tables { get; init; } = [];

    /// <summary>The dataset group of Personalize that the flow keeps, for whose reading the template makes a role; <see langword="null"/> for none.</summary>
    public string? DatasetGroup { get; init; }

    /// <summary>Express executions last five minutes at most and cost by duration. Default: Standard.</summary>
    public bool IsExpress { get; init; }

    public WebsiteKind Website { get; init; } = WebsiteKind.None;

    /// <summary>Whether an HTTP API with its functions, and a WebSocket API where there are notifications, stand beside the flow. Default: where there is a website.</summary>
    public bool Api { get; init; }

    /// <summary>Whether the template has the HTTP API: asked for, or needed by the website's page.</summary>
    internal bool HasApi => Api || Website != WebsiteKind.None;

    /// <summary>Default: plain CloudFormation.</summary>
    public TemplateFormat Format { get; init; }

    /// <summary>Whether clients in a network of the user's own reach the buckets without the internet. Default: no.</summary>
    public bool PrivateAccess { get; init; }

    /// <summary>Whether a machine in that network, reached by Session Manager alone, can be used as a client. Default: no.</summary>
    public bool PrivateClient { get; init; }

    /// <summary>Whether the executions' logs go on from CloudWatch to the log bucket. Default: no.</summary>
    public bool LogsToBucket { get; init; }

    /// <summary>The same with what the flow says of itself.</summary>
    public DeploymentRequest With(FlowSettings settings) => this with
    {
        Triggers = settings.Triggers,
        Tables = settings.Tables,
        DatasetGroup = settings.DatasetGroup,
        IsExpress = IsExpress || settings.IsExpress,
    };
}

/// <summary>A template and what belongs to it.</summary>
/// <param name="TemplateYaml">CloudFormation, YAML.</param>
/// <param name="TemplateJson">The same as JSON with long forms and without comments, for programs.</param>
/// <param name="Functions">The functions that the template makes.</param>
/// <param name="Buckets">The names' parameters of the buckets that the template makes; destroying empties these.</param>
/// <param name="Findings">What the template cannot hold; with an error among them it does not do what the flow needs.</param>
public sealed record DeploymentResult(
    string TemplateYaml, string TemplateJson, IReadOnlyList<FunctionSettings> Functions, IReadOnlyList<string> Buckets, IReadOnlyList<Diagnostic> Findings)
{
    /// <summary>The definition with placeholders for the names of resources, where it is a file beside the template: too large for it, or in the form of SAM.</summary>
    public string? DefinitionApart { get; init; }

    /// <summary>Whether there are functions that need the package; others have their code in the template.</summary>
    public bool NeedsPackage => Functions.Any(function => function.Source is null);

    /// <summary><c>{"functions": [{"activity" or "backend", "functionName", "runtime", "handler", "memoryMegabytes", "timeoutSeconds"}]}</c>, indented.</summary>
    public string FunctionsJson() => ObjectData.Of(
        ("functions", new ArrayData([.. Functions.Select(function => ObjectData.Of(
            (function.IsBackend ? "backend" : "activity", function.Activity),
            ("functionName", function.FunctionName),
            ("runtime", function.Runtime),
            ("handler", function.Handler),
            ("memoryMegabytes", NumberData.Of(function.MemoryMegabytes)),
            ("timeoutSeconds", NumberData.Of(function.TimeoutSeconds))))]))).ToJson(indented: true) + "\n";
}

/// <summary>How an activity, or a backend of the HTTP API, runs as a function.</summary>
/// <param name="Activity">The value of <c>IMAGEFLOW_ACTIVITY</c>, or of <c>IMAGEFLOW_BACKEND</c>.</param>
/// <param name="FunctionName">The function's default name.</param>
/// <param name="MemoryMegabytes">1,769 is one whole processor.</param>
public sealed record FunctionSettings(string Activity, string FunctionName, int MemoryMegabytes, int TimeoutSeconds)
{
    /// <summary>The runtime of the package, which one handler serves for every activity in it.</summary>
    public const string PackageRuntime = "dotnet10";

    private const string PackageHandler = "ImageFlow.Lambda::ImageFlow.Lambda.Function::Handle";
    private const string InlineHandler = "index.handler";

    public string Runtime { get; init; } = PackageRuntime;

    /// <summary>The code, where it is short enough to stand in the template; <see langword="null"/> where it lies in the package.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it is a backend of the HTTP API and no step of the flow.</summary>
    public bool IsBackend { get; init; }

    /// <summary>What the runtime calls.</summary>
    public string Handler => Source is null ? PackageHandler : InlineHandler;
}
