using System.Buffers.Binary;
using System.Diagnostics;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Logs;
using ImageFlow.Engine.Machines;
using ImageFlow.Engine.MapRuns;
using ImageFlow.Engine.Sqlite;
using ImageFlow.Engine.Telemetry;
using ImageFlow.Engine.Workers;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Running;

/// <summary>An open engine: the journal, the running executions, the timers and the tasks.</summary>
internal sealed class EngineCore : IAsyncDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(4);

    private readonly DataFolder folder;
    private readonly TaskDispatcher dispatcher;
    private readonly NestedExecutions nested;
    private int isClosed;

    private EngineCore(EngineOptions options, DataFolder folder, JournalWriter journal, JournalReader reader, EngineMeters meters)
    {
        Meters = meters;
        Options = options;
        this.folder = folder;
        Journal = journal;
        Reader = reader;
        Machines = new MachineRegistry(options, reader);
        StateMachines = new StateMachines(this);
        Versions = new StateMachineVersions(this);
        Activities = new Activities(this);
        Executions = new ExecutionCatalog(this);
        Runs = new LiveRuns(this);
        Timers = new TimerQueue(options.TimeProvider, Wake);
        Tokens = new TaskTokens(this);
        Own = new OwnService(this);
        Redrives = new Redrives(this);
        Events = new ExternalEvents(this);
        Logs = new ExecutionLogs(this);
        Traces = new ExecutionTraces(this);
        Retention = new Retention(this);
        Starts = new ExecutionStarts(this);
        MapRuns = new LiveMapRuns(this);
        MapRunCatalog = new MapRunCatalog(this);
        dispatcher = new TaskDispatcher(this);
        meters.ObserveQueue(() => dispatcher.Waiting);
        nested = new NestedExecutions(this);
    }

    public EngineOptions Options { get; }

    public JournalWriter Journal { get; }

    public JournalReader Reader { get; }

    public MachineRegistry Machines { get; }

    public StateMachines StateMachines { get; }

    public StateMachineVersions Versions { get; }

    public Activities Activities { get; }

    public ExecutionCatalog Executions { get; }

    public LiveRuns Runs { get; }

    public TimerQueue Timers { get; }

    public TaskTokens Tokens { get; }

    public OwnService Own { get; }

    public Redrives Redrives { get; }

    public ExternalEvents Events { get; }

    public ExecutionLogs Logs { get; }

    public ExecutionTraces Traces { get; }

    public EngineMeters Meters { get; }

    public Retention Retention { get; }

    public ExecutionStarts Starts { get; }

    public LiveMapRuns MapRuns { get; }

    public MapRunCatalog MapRunCatalog { get; }

    /// <summary>Opens the journal and takes up every running execution where it was.</summary>
    public static EngineCore Open(EngineOptions options)
    {
        SqliteLibrary.Require();
        DataFolder folder = DataFolder.Open(options.DataDirectory);
        JournalWriter? writer = null;
        EngineMeters meters = new();
        try
        {
            SqliteConnection writing = SqliteDatabase.Open(folder.Database, options.Synchronous);
            Schema.Prepare(writing, folder.Database);
            if (options.FlushTraces is not null)
            {
                // Beside the numbered formats: a version without traces does not look at it.
                SqliteDatabase.Execute(writing, "CREATE TABLE IF NOT EXISTS trace_outbox(execution INTEGER PRIMARY KEY)");
            }

            if (options.Fault is { MaxPages: > 0 and int pages })
            {
                SqliteDatabase.Execute(writing, $"PRAGMA max_page_count={pages}");
            }

            writer = new JournalWriter(writing, folder.Database, options.Fault, meters.Committed);
            EngineCore core = new(options, folder, writer, new JournalReader(SqliteDatabase.Open(folder.Database)), meters);
            core.Logs.Resume();
            core.Traces.Resume();
            new Recovery(core).Run();
            core.Retention.Begin();
            return core;
        }
        catch (Exception e)
        {
            writer?.Dispose();
            meters.Dispose();
            folder.Dispose();
            if (e is SqliteException sqlite)
            {
                throw EngineUnavailableException.NotOpened(folder.Database, sqlite);
            }

            throw;
        }
    }

    /// <inheritdoc cref="ExecutionStarts.StartAsync"/>
    public Task<ExecutionDescription> StartAsync(string machineArn, string? name, string input, bool reuseEnded, ParentTask? parent = null, string? traceHeader = null) =>
        Starts.StartAsync(machineArn, name, input, reuseEnded, parent, traceHeader);

    /// <inheritdoc cref="LiveRuns.Find"/>
    public ExecutionRun? Find(long id) => Runs.Find(id);

    /// <inheritdoc cref="ExecutionCatalog.Require"/>
    public ExecutionRow Require(string arn) => Executions.Require(arn);

    public ExecutionDescription Describe(string arn)
    {
        ExecutionRow row = Require(arn);
        return Executions.Describe(row) with { RedriveStatusReason = Redrives.Obstacle(row) };
    }

    public ExecutionDescription Describe(ExecutionRow row) => Executions.Describe(row);

    /// <inheritdoc cref="LiveRuns.Revive"/>
    public ExecutionRun Revive(ExecutionRow row) => Runs.Revive(row);

    /// <summary>The execution after its end.</summary>
    public async Task<ExecutionDescription> EndOfAsync(string arn, CancellationToken cancellation)
    {
        ExecutionRow row = Require(arn);
        while (row.Status == ExecutionStatus.Running)
        {
            if (Runs.Pin(row.Id) is ExecutionRun run)
            {
                await WhileOpenAsync(run.Ended, cancellation).ConfigureAwait(false);
            }

            row = Reader.Execution(row.Id) ?? throw ExecutionCatalog.Missing(arn);
        }

        return Describe(row);
    }

    /// <summary>Waits for something of an execution, but not beyond the end of the journal.</summary>
    public async Task WhileOpenAsync(Task task, CancellationToken cancellation)
    {
        Task first = await Task.WhenAny(task, Journal.Failure).WaitAsync(cancellation).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    public async Task StopAsync(string arn, string? error, string? cause)
    {
        if (Find(Require(arn).Id) is ExecutionRun run)
        {
            await AskAsync(run, new StopRequested(default, 0, error, cause), null).ConfigureAwait(false);
        }
    }

    /// <summary>Puts an event into the run's mailbox and waits until its consequences are committed.</summary>
    public static Task AskAsync(ExecutionRun run, EngineEvent occurrence, Func<ExecutionState, EngineException?>? refuse)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Post(new Happening(occurrence, refuse, done));
        return done.Task;
    }

    /// <summary>Does what a committed transition asks for.</summary>
    public void Carry(ExecutionRun run, EngineCommand command, bool isResumed = false)
    {
        switch (command)
        {
            case MapRunCommand decided:
                MapRuns.Carry(decided);
                break;
            case StartTask start when MapRunTask.Handles(start.Invocation.Resource):
                MapRuns.Start(run, start);
                break;
            case StartTask start when Options.Intercepts?.Invoke(start.Invocation) == true:
                dispatcher.Start(run, start);
                break;
            case StartTask start when NestedExecutions.Handles(start.Invocation.Resource):
                nested.Start(run, start, isResumed);
                break;
            case StartTask start when TaskResource.Parse(start.Invocation.Resource).IsActivity:
                Activities.Keep(run, start);
                break;
            case StartTask start:
                dispatcher.Start(run, start);
                break;
            case CancelTask cancel:
                dispatcher.Cancel(cancel.TaskId);
                nested.Cancel(cancel.TaskId);
                MapRuns.Cancel(cancel.TaskId);
                break;
        }
    }

    /// <summary>The execution is over. Only this run goes, not one that has been revived meanwhile.</summary>
    public void Retire(ExecutionRun run)
    {
        Runs.Remove(run);
        Timers.Disarm(run.Identity.Id);
        if (run.Identity.Iteration is IterationPlace iteration)
        {
            MapRuns.Ended(iteration, run.State.Status, run.State);
        }
    }

    /// <summary>Where the random values of a transition come from.</summary>
    public ulong NewSeed()
    {
        Span<byte> seed = stackalloc byte[8];
        Options.Random.NextBytes(seed);
        return BinaryPrimitives.ReadUInt64LittleEndian(seed);
    }

    /// <summary>Something failed that no user's document or input can explain.</summary>
    public void ReportDefect(string executionArn, Exception exception) =>
        Trace.TraceError("{0}: {1}", executionArn, exception);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosed, 1) != 0)
        {
            return;
        }

        Timers.Dispose();
        Runs.Dispose();
        MapRuns.Dispose();
        await Retention.DisposeAsync().ConfigureAwait(false);
        await dispatcher.CloseAsync(ClosePatience).ConfigureAwait(false);
        await Logs.DisposeAsync().ConfigureAwait(false);
        await Traces.DisposeAsync().ConfigureAwait(false);
        Journal.Dispose();
        Reader.Dispose();
        Meters.Dispose();
        folder.Dispose();
    }

    /// <summary>The due time of an execution has come. It may have to be read from the journal, which is not the timer's work.</summary>
    private void Wake(long id) => ThreadPool.UnsafeQueueUserWorkItem(
        static woken => woken.Core.Runs.Post(woken.Id, new Happening(new TimePassed(default, 0, null))),
        (Core: this, Id: id),
        preferLocal: false);
}
