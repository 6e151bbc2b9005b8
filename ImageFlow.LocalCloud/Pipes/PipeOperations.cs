using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Patterns;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Pipes;

/// <summary>The API of EventBridge Pipes, from queues to state machines. Enrichments are not there.</summary>
internal sealed partial class PipeOperations(CloudDatabase database, CloudNames names, TimeProvider clock)
{
    private const string Prefix = "Pipes.";
    private const int MaxBatch = 10_000;

    private static readonly string[] Members = ["Source", "Target", "RoleArn", "Description", "SourceParameters", "TargetParameters"];

    /// <summary>Called after pipes changed.</summary>
    public Action? Changed { get; set; }

    public IEnumerable<KeyValuePair<string, ServiceOperation>> All =>
    [
        new(Prefix + "CreatePipe", (request, _) => new(Create(request))),
        new(Prefix + "DescribePipe", (request, _) => new(database.Read(db => Body(Require(db, request))))),
        new(Prefix + "ListPipes", (_, _) => new(database.Read(db => ObjectData.Of(("Pipes", new ArrayData([.. Pipe.All(db).Select(pipe => (JsonData)Body(pipe))])))))),
        new(Prefix + "StartPipe", (request, _) => new(Switch(request, true))),
        new(Prefix + "StopPipe", (request, _) => new(Switch(request, false))),
        new(Prefix + "DeletePipe", (request, _) => new(Delete(request))),
    ];

    private ObjectData Create(ObjectData request)
    {
        string name = request.NeededText("Name");
        string source = request.NeededText("Source");
        string target = request.NeededText("Target");
        if (!Name().IsMatch(name))
        {
            throw ServiceRefusal.Validation($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
        }

        if (CloudNames.ServiceOf(source) != "sqs" || CloudNames.ServiceOf(target) != "states")
        {
            throw ServiceRefusal.Validation("A pipe here goes from a queue of SQS to a state machine of Step Functions.");
        }

        if (request.Member("Enrichment") is not null)
        {
            throw ServiceRefusal.Validation("There are no enrichments here: let the state machine fetch what it needs.");
        }

        if (request.Section("TargetParameters")?.TextMember("InputTemplate") is { } template && PipeTemplate.Check(template) is { } wrong)
        {
            throw ServiceRefusal.Validation(wrong);
        }

        ObjectDataBuilder settings = new();
        foreach (string member in Members)
        {
            settings.SetIfPresent(member, request.Member(member));
        }

        Pipe pipe = new(name, settings.Build(), request.TextMember("DesiredState") != "STOPPED", clock.GetUtcNow());
        Check(pipe);
        database.Write(db =>
        {
            if (QueueStore.FindByArn(db, source) is null)
            {
                throw ServiceRefusal.Validation($"There is no queue '{source}'.");
            }

            if (Pipe.Find(db, name) is not null)
            {
                throw new ServiceRefusal("ConflictException", $"Pipe {name} already exists.", status: 409);
            }

            pipe.Save(db);
            return true;
        });
        Changed?.Invoke();
        return Body(pipe);
    }

    private static void Check(Pipe pipe)
    {
        if (pipe.BatchSize is < 1 or > MaxBatch)
        {
            throw ServiceRefusal.Validation($"BatchSize is 1 to {MaxBatch}.");
        }

        try
        {
            foreach (string filter in pipe.Filters)
            {
                EventPattern.Parse(filter);
            }
        }
        catch (InvalidPatternException refusal)
        {
            throw ServiceRefusal.Validation(refusal.Message);
        }
    }

    private ObjectData Switch(ObjectData request, bool running)
    {
        Pipe pipe = database.Write(db =>
        {
            Pipe changed = Require(db, request) with { IsRunning = running };
            changed.Save(db);
            return changed;
        });
        Changed?.Invoke();
        return Body(pipe);
    }

    private ObjectData Delete(ObjectData request) => database.Write(db =>
    {
        Pipe pipe = Require(db, request);
        Pipe.Delete(db, pipe.Name);
        return Body(pipe).With("DesiredState", "DELETED").With("CurrentState", "DELETING");
    });

    private ObjectData Body(Pipe pipe)
    {
        ObjectDataBuilder body = pipe.Settings.ToBuilder();
        string state = pipe.IsRunning ? "RUNNING" : "STOPPED";
        body.Set("Name", pipe.Name).Set("Arn", names.Pipe(pipe.Name)).Set("DesiredState", state).Set("CurrentState", state)
            .Set("CreationTime", new NumberData(pipe.CreatedAt.ToUnixTimeMilliseconds() / 1000.0));
        return body.Build();
    }

    private static Pipe Require(SqliteConnection db, ObjectData request)
    {
        string name = request.NeededText("Name");
        return Pipe.Find(db, name) ?? throw new ServiceRefusal("NotFoundException", $"Pipe {name} does not exist.", status: 404);
    }

    [GeneratedRegex(@"^[.\-_A-Za-z0-9]{1,64}$")]
    private static partial Regex Name();
}
