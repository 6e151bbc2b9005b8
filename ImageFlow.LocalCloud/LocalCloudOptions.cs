using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.LocalCloud.Real;
using ImageFlow.LocalCloud.Tables;

namespace ImageFlow.LocalCloud;

/// <summary>What a local machine for flows needs.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>The folder that everything lies in; made where it is absent. One process at a time may have it open.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether waits and retry delays are jumped over. Default <see langword="false"/>.</summary>
    public bool TimeSkip { get; init; }

    /// <summary>Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The region in ARNs and signatures. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// Where Lambda functions that are not ImageFlow's are invoked. Default: the environment variable
    /// <c>AWS_ENDPOINT_URL_LAMBDA</c>; where that is not set, such tasks fail with a sentence that says so.
    /// </summary>
    /// <exception cref="Engine.EngineUnavailableException">The variable holds no address (AWS0103).</exception>
    public Uri? LambdaEndpoint { get; init; } = Tasks.RemoteLambda.ReadEndpoint(Environment.GetEnvironmentVariable(Tasks.RemoteLambda.EndpointVariable));

    /// <summary>Services of AWS itself in the place of embedded ones. Default: what the environment says (<c>IMAGEFLOW_AWS_…</c>).</summary>
    /// <exception cref="Engine.EngineUnavailableException">A variable cannot be used (AWS0105).</exception>
    public RealSettings Real { get; init; } = RealSettings.Read(Environment.GetEnvironmentVariable, "us-east-1");

    /// <inheritdoc cref="Engine.EngineOptions.FlushTraces"/>
    public Func<bool>? FlushTraces { get; init; }

    /// <summary>Hosts that HTTP tasks may call although their addresses are private, and without TLS. Default none.</summary>
    public HostList PrivateHttpHosts { get; init; } = HostList.None;

    /// <summary>
    /// Where mails are sent for real, as <c>smtp://[user:password@]host[:port]</c> or <c>smtps://…</c>. Default: the environment variable <c>IMAGEFLOW_SMTP</c>; where that
    /// is not set, mails lie in the outbox alone.
    /// </summary>
    /// <exception cref="Engine.EngineUnavailableException">The variable holds no such address (AWS0104).</exception>
    public Uri? Smtp { get; init; } = Mail.MailServer.Read(Environment.GetEnvironmentVariable(Mail.MailServer.Variable));

    /// <summary>Tables that there are from the start. Default: <c>imageflow-images</c> with the string key <c>id</c>.</summary>
    public IReadOnlyList<TableDefinition> Tables { get; init; } = [new TableDefinition(LocalNames.ImagesTable, new KeyAttribute("id"))];

    /// <summary>Buckets that there are from the start. Default: those of <see cref="LocalNames"/>.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [LocalNames.UploadsBucket, LocalNames.ProcessedBucket, LocalNames.WebsiteBucket];

    /// <summary>How long executions that have ended are kept; <see langword="null"/> for ever. Default 90 days.</summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Answers in the place of services, by state name (<see cref="MockFile"/>). Default none.</summary>
    public IReadOnlyDictionary<string, MockedResponse> Mocks { get; init; } = new Dictionary<string, MockedResponse>();

    /// <summary>A whole mock file, whose cases are chosen by executions (<c>stateMachineArn#TestCase</c>). Default none.</summary>
    public MockCases? MockCases { get; init; }

    /// <summary>What goes wrong on purpose. Default nothing.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>What a single execution, by ARN, was started with besides <see cref="Mocks"/> and <see cref="Faults"/>. Default nothing.</summary>
    public Func<string, TrialSetup?>? SetupOf { get; init; }

    /// <summary>Whether a commit waits for the disk. Default <see langword="true"/>; without, a power failure may lose the last commits.</summary>
    public bool Synchronous { get; init; } = true;
}

/// <summary>The names that the samples use, here and on AWS.</summary>
public static class LocalNames
{
    public const string UploadsBucket = "imageflow-uploads";
    public const string ProcessedBucket = "imageflow-processed";
    public const string WebsiteBucket = "imageflow-website";
    public const string ImagesTable = "imageflow-images";
    public const string NotificationsTopic = "imageflow-notifications";
    public const string JobsQueue = "imageflow-jobs";
    public const string ApprovalsQueue = "imageflow-approvals";
    public const string EventBus = "imageflow-events";
    public const string FaceCollection = "imageflow-faces";
}
