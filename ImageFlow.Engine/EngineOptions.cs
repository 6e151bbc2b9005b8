using ImageFlow.Asl.Evaluation;

namespace ImageFlow.Engine;

/// <summary>What an engine needs to run.</summary>
public sealed record EngineOptions
{
    /// <summary>The folder of <c>engine.db</c>; made where it is absent. One process at a time may have it open.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Does the work of Task states.</summary>
    public required ITaskHandler TaskHandler { get; init; }

    /// <summary>
    /// Which tasks the handler answers although the engine could carry them out itself (nested executions, activities), such as mocked
    /// ones. Default none.
    /// </summary>
    public Func<TaskInvocation, bool>? Intercepts { get; init; }

    /// <summary>
    /// Why a start with this machine's name and this test case (<c>stateMachineArn#TestCase</c>) is refused, as a sentence; <see langword="null"/> where the
    /// case is known. Default: all are refused.
    /// </summary>
    public Func<string, string, string?>? RefuseTestCase { get; init; }

    /// <summary>Default: the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where ids, task tokens, jitter and random functions draw from. Default: the operating system's generator.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;

    /// <summary>
    /// Whether waits and retry delays are jumped over: when an execution has nothing to do but wait for its own timer, its clock
    /// moves to that time at once. The history shows the virtual times. Default: <see langword="false"/>.
    /// </summary>
    public bool TimeSkip { get; init; }

    /// <summary>Which executions, by ARN, jump over waits as <see cref="TimeSkip"/> says, where not all do. Default none.</summary>
    public Func<string, bool>? SkipsTime { get; init; }

    /// <summary>
    /// Called after the spans of some executions that have ended were given to the listeners of <see cref="Telemetry.EngineTelemetry.Name"/>: hands them on, and says whether
    /// they have arrived. Those that have not are given again later. <see langword="null"/>, the default: executions are not traced.
    /// </summary>
    public Func<bool>? FlushTraces { get; init; }

    /// <summary>The region in ARNs. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account in ARNs: twelve digits. Default <c>123456789012</c>.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>How many tasks run at the same time. Default 16.</summary>
    public int MaxConcurrentTasks { get; init; } = 16;

    /// <summary>
    /// Whether a commit waits until the operating system has put it on the disk (<c>synchronous=FULL</c>, the default). Without,
    /// a power failure may lose the last commits; a killed process never does.
    /// </summary>
    public bool Synchronous { get; init; } = true;

    /// <summary>
    /// How long executions that have ended are kept, with their histories; <see langword="null"/> for ever. Default 90 days, as on
    /// AWS. The space that they leave serves later ones.
    /// </summary>
    public TimeSpan? Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Tests only: see <see cref="Journal.JournalFault"/>.</summary>
    internal Journal.JournalFault? Fault { get; init; }

    /// <summary>The role that histories and context objects show; the engine itself checks no permissions.</summary>
    internal string RoleArn => $"arn:aws:iam::{AccountId}:role/imageflow-execution";
}
