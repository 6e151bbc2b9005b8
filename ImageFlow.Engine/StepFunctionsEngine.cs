using System.Runtime.CompilerServices;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Running;
using ImageFlow.Engine.Testing;
using ImageFlow.Engine.Workers;

namespace ImageFlow.Engine;

/// <summary>
/// AWS Step Functions on one machine, durable: what a method has confirmed survives the death of the process, and the next open
/// of the same folder goes on from there. Thread-safe.
/// </summary>
/// <remarks>Requests that AWS would refuse throw <see cref="EngineException"/> with AWS's code.</remarks>
public sealed class StepFunctionsEngine : IAsyncDisposable
{
    private readonly EngineCore core;

    private StepFunctionsEngine(EngineCore core) => this.core = core;

    /// <summary>How many transactions the journal has committed since the open.</summary>
    internal int Commits => core.Journal.Commits;

    /// <summary>Whether the engine carries the resource out by itself, without the task handler: executions that start or answer others.</summary>
    public static bool Serves(string resource) => NestedExecutions.Handles(resource) || OwnService.Handles(resource);

    /// <summary>Opens the folder's journal and takes up every running execution where it was.</summary>
    /// <exception cref="EngineUnavailableException">The folder is held by another process, cannot be written, or is of a newer version.</exception>
    /// <exception cref="Sqlite.SqliteUnavailableException">The machine has no usable SQLite.</exception>
    public static Task<StepFunctionsEngine> OpenAsync(EngineOptions options, CancellationToken ct = default) =>
        Task.Run(() => new StepFunctionsEngine(EngineCore.Open(options)), ct);

    /// <summary>All that the API does with state machines.</summary>
    public StateMachines StateMachines => core.StateMachines;

    /// <summary>Versions and aliases of state machines.</summary>
    public StateMachineVersions Versions => core.Versions;

    /// <summary>Activities and the tasks that workers fetch.</summary>
    public Activities Activities => core.Activities;

    /// <summary>Map Runs: the iterations of distributed Map states, each an execution of its own.</summary>
    public MapRunCatalog MapRuns => core.MapRunCatalog;

    /// <summary>Makes a state machine. The same name with the same definition and type gives the existing one.</summary>
    /// <param name="type"><c>STANDARD</c> or <c>EXPRESS</c>.</param>
    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    public StateMachineDescription CreateStateMachine(string name, string definition, string type = "STANDARD") =>
        core.StateMachines.Create(name, definition, type, new StateMachineSettings(), []);

    /// <summary>Gives a state machine a new definition. Executions that run keep theirs.</summary>
    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    public StateMachineDescription UpdateStateMachine(string stateMachineArn, string definition) =>
        core.StateMachines.Update(stateMachineArn, definition, new StateMachineSettings());

    public StateMachineDescription DescribeStateMachine(string arn) => core.StateMachines.Describe(arn);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StateMachineDescription> ListStateMachines() => core.StateMachines.List();

    /// <summary>Starts an execution. When it returns, the execution is committed.</summary>
    /// <param name="name">Unique in the machine; <see langword="null"/> makes one. A running execution of the same name and input is given back.</param>
    /// <param name="input">JSON text.</param>
    /// <param name="traceHeader">Kept and shown; nothing is traced.</param>
    public Task<ExecutionDescription> StartExecutionAsync(string stateMachineArn, string? name, string input, string? traceHeader = null) =>
        core.StartAsync(stateMachineArn, name, input, reuseEnded: false, traceHeader: traceHeader);

    public ExecutionDescription DescribeExecution(string arn) => core.Describe(arn);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ExecutionDescription> ListExecutions(string? stateMachineArn = null, string? status = null, int max = 100) =>
        [.. PageExecutions(stateMachineArn, status, max: max).Select(entry => entry.Execution)];

    /// <summary>A page of executions, the newest first.</summary>
    /// <param name="stateMachineArn">With a version or an alias only those that were started so; <see langword="null"/> for all machines.</param>
    /// <param name="isRedriven">Only those that have been redriven, or have not.</param>
    /// <param name="after">The key of the last execution of the page before; 0 for the first page.</param>
    public IReadOnlyList<(long Key, ExecutionDescription Execution)> PageExecutions(string? stateMachineArn, string? status = null, bool? isRedriven = null, long after = 0, int max = 100)
    {
        ExecutionFilter filter = new() { Status = StatusNames.Parse(status), IsRedriven = isRedriven };
        if (stateMachineArn is not null)
        {
            (MachineRow machine, MachineVersion? version, MachineAlias? alias) = core.StateMachines.Resolve(stateMachineArn, null);
            filter = filter with { Machine = machine.Id, Alias = alias?.Name, Version = alias is null ? version?.Number : null };
        }

        return [.. core.Reader.Executions(filter, after == 0 ? long.MaxValue : after, max).Select(row => (row.Id, core.Describe(row)))];
    }

    /// <summary>The history, oldest first.</summary>
    /// <param name="afterId">Only events with a greater id.</param>
    public IReadOnlyList<HistoryEvent> GetExecutionHistory(string executionArn, long afterId = 0, int max = int.MaxValue) =>
        core.Reader.History(core.Require(executionArn).Id, afterId, max);

    /// <summary>A page of the history, newest first.</summary>
    /// <param name="beforeId">Only events with a smaller id; 0 for all.</param>
    public IReadOnlyList<HistoryEvent> GetExecutionHistoryBackwards(string executionArn, long beforeId, int max)
    {
        long id = core.Require(executionArn).Id;
        long last = beforeId == 0 ? core.Reader.LastEventId(id) : beforeId - 1;
        return [.. core.Reader.History(id, Math.Max(0, last - max), (int)Math.Min(last, max)).Reverse()];
    }

    /// <summary>The history so far, then each event as it is committed; ends with the execution.</summary>
    public async IAsyncEnumerable<HistoryEvent> WatchHistoryAsync(
        string executionArn,
        long afterId,
        [EnumeratorCancellation] CancellationToken ct)
    {
        long id = core.Require(executionArn).Id;
        while (true)
        {
            // Asked for before the reading, so that nothing falls between.
            Task? change = core.Runs.Pin(id)?.NextChange();
            bool hasEnded = (core.Reader.Execution(id) ?? throw ExecutionCatalog.Missing(executionArn)).Status != ExecutionStatus.Running;
            foreach (HistoryEvent next in core.Reader.History(id, afterId, int.MaxValue))
            {
                afterId = next.Id;
                yield return next;
            }

            if (hasEnded)
            {
                yield break;
            }

            if (change is not null)
            {
                await core.WhileOpenAsync(change, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the execution has ended, however it ends.</summary>
    public Task<ExecutionDescription> WaitForCompletionAsync(string executionArn, CancellationToken ct) => core.EndOfAsync(executionArn, ct);

    /// <summary>Ends a running execution as <c>ABORTED</c>. One that has ended stays as it is.</summary>
    public Task StopExecutionAsync(string executionArn, string? error, string? cause) => core.StopAsync(executionArn, error, cause);

    /// <summary>Goes on from the states in which an execution failed, timed out or was aborted; what succeeded is not done again.</summary>
    /// <param name="clientToken">The same again within 15 minutes is the same request: nothing happens a second time.</param>
    /// <returns>The date of the redrive.</returns>
    public Task<DateTimeOffset> RedriveExecutionAsync(string executionArn, string? clientToken = null) => core.Redrives.RedriveAsync(executionArn, clientToken);

    /// <summary>Removes an execution that has ended, with its history. When it returns, that is committed.</summary>
    /// <exception cref="EngineException"><c>ExecutionDoesNotExist</c>, or <c>ConflictException</c> while it runs.</exception>
    public Task PurgeExecutionAsync(string executionArn) => core.Retention.PurgeAsync(executionArn);

    /// <summary>
    /// Completes the task of the execution that waits for this event; where none does yet, the event is kept for the next that will. When it
    /// returns, that is committed. Events of one name are delivered in the order in which they came, each once.
    /// </summary>
    /// <param name="payload">JSON text, the task's result; at most 256 KiB.</param>
    /// <returns>Whether a task got it at once.</returns>
    /// <exception cref="EngineException">
    /// <c>ExecutionDoesNotExist</c>, <c>ExecutionEnded</c>, <c>InvalidEvent</c>, <c>InvalidEventName</c>, <c>EventTooLarge</c>, or
    /// <c>EventLimitExceeded</c> where too many are kept.
    /// </exception>
    public Task<bool> SendEventAsync(string executionArn, string eventName, string payload) => core.Events.SendAsync(executionArn, eventName, payload);

    /// <summary>Completes the task that waits for this token.</summary>
    /// <param name="output">JSON text.</param>
    public Task SendTaskSuccessAsync(string token, string output) => core.Tokens.SucceedAsync(token, output);

    /// <summary>Fails the task that waits for this token.</summary>
    public Task SendTaskFailureAsync(string token, string? error, string? cause) => core.Tokens.FailAsync(token, error, cause);

    /// <summary>Tells that the work for this token goes on.</summary>
    public Task SendTaskHeartbeatAsync(string token) => core.Tokens.BeatAsync(token);

    /// <summary>Runs one state alone, without an execution and without a trace of it.</summary>
    /// <exception cref="EngineException"><c>InvalidDefinition</c>, <c>InvalidExecutionInput</c> or <c>ValidationException</c>.</exception>
    public Task<TestStateResult> TestStateAsync(TestStateRequest request, CancellationToken ct) => StateTest.RunAsync(request, core.Options, ct);

    /// <summary>Stops cleanly within five seconds: running tasks are cancelled and run again at the next open.</summary>
    public ValueTask DisposeAsync() => core.DisposeAsync();

    /// <summary>How many executions are in memory; those that only wait are not.</summary>
    internal int InMemory => core.Runs.Count;

    /// <summary>The size of the journal's file in pages, the empty ones among them.</summary>
    internal long JournalPages => core.Reader.Pragma("page_count");

    /// <summary>A round of the retention at once; gives how many executions went.</summary>
    internal Task<int> PruneAsync(DateTimeOffset before) => core.Retention.PruneAsync(before, CancellationToken.None);
}
