using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine.Running;

/// <summary>An open engine: the journal, the running executions, the timers and the tasks.</summary>
internal sealed class EngineCore : IAsyncDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(4);

    private readonly DataFolder folder;
    private readonly ConcurrentDictionary<long, ExecutionRun> runs = new();
    private readonly NameTable names;
    private readonly TaskDispatcher dispatcher;
    private readonly NestedExecutions nested;
    private long lastExecutionId;
    private int isClosed;

    private EngineCore(EngineOptions options, DataFolder folder, JournalWriter journal, JournalReader reader)
    {
        Options = options;
        this.folder = folder;
        Journal = journal;
        Reader = reader;
        Machines = new MachineRegistry(options, reader);
        Timers = new TimerQueue(options.TimeProvider);
        Tokens = new TaskTokens(this);
        Own = new OwnService(this);
        Redrives = new Redrives(this);
        dispatcher = new TaskDispatcher(this);
        nested = new NestedExecutions(this);
        names = new NameTable(options);
        lastExecutionId = reader.LastExecutionId();
    }

    public EngineOptions Options { get; }

    public JournalWriter Journal { get; }

    public JournalReader Reader { get; }

    public MachineRegistry Machines { get; }

    public TimerQueue Timers { get; }

    public TaskTokens Tokens { get; }

    public OwnService Own { get; }

    public Redrives Redrives { get; }

    /// <summary>Opens the journal and takes up every running execution where it was.</summary>
    public static EngineCore Open(EngineOptions options)
    {
        SqliteLibrary.Require();
        DataFolder folder = DataFolder.Open(options.DataDirectory);
        JournalWriter? writer = null;
        try
        {
            SqliteConnection writing = SqliteDatabase.Open(folder.Database, options.Synchronous);
            Schema.Prepare(writing, folder.Database);
            writer = new JournalWriter(writing, folder.Database, options.Fault);
            EngineCore core = new(options, folder, writer, new JournalReader(SqliteDatabase.Open(folder.Database)));
            core.Resume();
            return core;
        }
        catch (Exception e)
        {
            writer?.Dispose();
            folder.Dispose();
            if (e is SqliteException sqlite)
            {
                throw EngineUnavailableException.NotOpened(folder.Database, sqlite);
            }

            throw;
        }
    }

    /// <summary>Begins an execution; when it returns, that is committed.</summary>
    /// <param name="reuseEnded">Whether an execution of that name that has ended is as good as one that runs.</param>
    public async Task<ExecutionDescription> StartAsync(string machineArn, string? name, string input, bool reuseEnded)
    {
        MachineRow machine = Machines.Require(machineArn);
        JsonData value = ParseInput(input);
        using NameTable.Claim claim = await names.ClaimAsync(machine.Id, name).ConfigureAwait(false);
        if (name is not null && Reader.Execution(machine.Id, name) is ExecutionRow existing)
        {
            return existing.Input == input && (reuseEnded || existing.Status == ExecutionStatus.Running)
                ? Describe(existing)
                : throw new EngineException("ExecutionAlreadyExists", $"Execution Already Exists: '{ArnOf(existing, machine)}'");
        }

        DateTimeOffset now = Options.TimeProvider.GetUtcNow();
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        ExecutionIdentity identity = new()
        {
            Id = Interlocked.Increment(ref lastExecutionId),
            Arn = ArnOf(machine, claim.Name),
            Name = claim.Name,
            StateMachineArn = machineArn,
            StateMachineName = machine.Name,
            IsExpress = machine.Type == "EXPRESS",
            RoleArn = Options.RoleArn,
            Region = Options.Region,
            StartTime = now,
            Input = value,
        };
        NewExecution row = new(machine.Id, machine.Revision, claim.Name, now.ToUnixTimeMilliseconds(), input);
        ExecutionRun run = new(this, identity, Machines.Compiled(machine.Revision), new ExecutionState { Time = now }, row);
        runs[identity.Id] = run;
        TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = run.BeginAsync(new Happening(new ExecutionBegan(now, 0, input), null, committed));
        await committed.Task.ConfigureAwait(false);
        return Describe(run, input);
    }

    /// <summary>The running execution of this number, or <see langword="null"/>.</summary>
    public ExecutionRun? Find(long id) => runs.GetValueOrDefault(id);

    /// <exception cref="EngineException"><c>InvalidArn</c> or <c>ExecutionDoesNotExist</c></exception>
    public ExecutionRow Require(string arn)
    {
        string[] parts = arn.Split(':');
        if (parts.Length is not (8 or 9) || parts[2] != "states" || parts[5] is not ("execution" or "express"))
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: '{arn}'");
        }

        EngineException missing = new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");
        string machineArn = Machines.ArnOf(parts[6]);
        try
        {
            return Reader.Execution(Machines.Require(machineArn).Id, parts[7]) ?? throw missing;
        }
        catch (EngineException e) when (e.Code == "StateMachineDoesNotExist")
        {
            throw missing;
        }
    }

    public ExecutionDescription Describe(string arn) => Describe(Require(arn));

    public ExecutionDescription Describe(ExecutionRow row)
    {
        MachineRow machine = Machines.Require(row.Machine);
        return new ExecutionDescription(
            ArnOf(row, machine),
            Machines.ArnOf(machine.Name),
            row.Name,
            StatusNames.Of(row.Status),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Started),
            row.Stopped is long stopped ? DateTimeOffset.FromUnixTimeMilliseconds(stopped) : null,
            row.Input,
            row.Output,
            row.Error,
            row.Cause,
            row.Redrives);
    }

    /// <summary>A running execution, or one that has just ended, without asking the journal.</summary>
    private static ExecutionDescription Describe(ExecutionRun run, string input)
    {
        ExecutionState state = run.State;
        return new ExecutionDescription(
            run.Identity.Arn,
            run.Identity.StateMachineArn,
            run.Identity.Name,
            StatusNames.Of(state.Status),
            run.Identity.StartTime,
            state.StopTime,
            input,
            state.Output?.ToJson(),
            state.Error,
            state.Cause,
            state.RedriveCount);
    }

    /// <summary>The execution after its end.</summary>
    public async Task<ExecutionDescription> EndOfAsync(string arn, CancellationToken cancellation)
    {
        ExecutionRow row = Require(arn);
        while (row.Status == ExecutionStatus.Running)
        {
            if (Find(row.Id) is ExecutionRun run)
            {
                await WhileOpenAsync(run.Ended, cancellation).ConfigureAwait(false);
            }

            row = Reader.Execution(row.Id)!;
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

    /// <summary>Brings an execution that has ended back into memory, to be redriven.</summary>
    public ExecutionRun Revive(ExecutionRow row) => runs.GetOrAdd(row.Id, _ => Load(row));

    /// <summary>Does what a committed transition asks for.</summary>
    public void Carry(ExecutionRun run, EngineCommand command, bool isResumed = false)
    {
        switch (command)
        {
            case StartTask start when NestedExecutions.Handles(start.Invocation.Resource):
                nested.Start(run, start, isResumed);
                break;
            case StartTask start:
                dispatcher.Start(run, start);
                break;
            case CancelTask cancel:
                dispatcher.Cancel(cancel.TaskId);
                nested.Cancel(cancel.TaskId);
                break;
        }
    }

    /// <summary>The execution is over. Only this run goes, not one that has been revived meanwhile.</summary>
    public void Retire(ExecutionRun run)
    {
        runs.TryRemove(new KeyValuePair<long, ExecutionRun>(run.Identity.Id, run));
        Timers.Disarm(run);
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
        await dispatcher.CloseAsync(ClosePatience).ConfigureAwait(false);
        Journal.Dispose();
        Reader.Dispose();
        folder.Dispose();
    }

    private static JsonData ParseInput(string input)
    {
        try
        {
            JsonData value = JsonData.Parse(input);
            return Limits.Exceeds(value)
                ? throw new EngineException("ValidationException", "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144")
                : value;
        }
        catch (JsonException e)
        {
            throw new EngineException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{e.Message}'", e);
        }
    }

    private static string ArnOf(MachineRow machine, string name, string machineArn) => machine.Type == "EXPRESS"
        ? $"{machineArn.Replace(":stateMachine:", ":express:", StringComparison.Ordinal)}:{name}:{name}"
        : $"{machineArn.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}";

    private string ArnOf(MachineRow machine, string name) => ArnOf(machine, name, Machines.ArnOf(machine.Name));

    private string ArnOf(ExecutionRow row, MachineRow machine) => ArnOf(machine, row.Name);

    private ExecutionRun Load(ExecutionRow row)
    {
        MachineRow machine = Machines.Require(row.Machine);
        ExecutionIdentity identity = new()
        {
            Id = row.Id,
            Arn = ArnOf(row, machine),
            Name = row.Name,
            StateMachineArn = Machines.ArnOf(machine.Name),
            StateMachineName = machine.Name,
            IsExpress = machine.Type == "EXPRESS",
            RoleArn = Options.RoleArn,
            Region = Options.Region,
            StartTime = DateTimeOffset.FromUnixTimeMilliseconds(row.Started),
            Input = JsonData.Parse(row.Input),
        };
        Machine compiled = Machines.Compiled(row.Revision);
        byte[] blob = Reader.State(row.Id) ?? throw new InvalidDataException($"The journal has no state for the execution '{identity.Arn}'.");
        return new ExecutionRun(this, identity, compiled, StateCodec.Read(blob, compiled, row.Status, row.Redrives), null);
    }

    private void Resume()
    {
        List<ExecutionRun> resumed = [];
        foreach (ExecutionRow row in Reader.Running())
        {
            ExecutionRun run = Load(row);
            runs[row.Id] = run;
            resumed.Add(run);
        }

        foreach (ExecutionRun run in resumed)
        {
            Resume(run);
        }
    }

    private void Resume(ExecutionRun run)
    {
        IEnumerable<ExecutionThread> unanswered = run.State.Root!.SelfAndDescendants()
            .Where(thread => thread.Phase == ThreadPhase.Task && (!thread.Task!.IsSubmitted || NestedExecutions.Handles(thread.Task.Resource)));
        foreach (ExecutionThread thread in unanswered.OrderBy(thread => thread.Task!.ScheduledId))
        {
            Carry(run, Interpreter.StartOf(run.Identity, thread), isResumed: true);
        }

        // Also finds what an advance that stopped at its bound had left to do.
        run.Post(new Happening(new Continued(default, 0)));
    }
}
