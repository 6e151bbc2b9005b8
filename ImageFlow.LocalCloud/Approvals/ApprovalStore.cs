using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Approvals;

/// <summary>Tasks that wait for a person: what flows send to the queue for approvals, with its task token.</summary>
public sealed class ApprovalStore
{
    /// <summary>The error with which a rejected task fails.</summary>
    public const string RejectedError = "RejectedError";

    private readonly CloudDatabase database;
    private readonly TimeProvider clock;
    private readonly Func<StepFunctionsEngine> engine;

    internal ApprovalStore(CloudDatabase database, Func<StepFunctionsEngine> engine, TimeProvider clock) => (this.database, this.engine, this.clock) = (database, engine, clock);

    /// <summary>The newest first.</summary>
    /// <param name="waiting">Only those that nobody has decided yet.</param>
    public IReadOnlyList<Approval> List(bool waiting, int max = 100) => database.Read(db => db.Query(
        $"SELECT {Approval.Columns} FROM approvals WHERE decision IS NULL OR NOT $1 ORDER BY number DESC LIMIT $2", Approval.Read, waiting, max));

    /// <summary>The approval, or <see langword="null"/> where there is none of this id.</summary>
    public Approval? Find(string id) => database.Read(db => Find(db, id));

    /// <summary>
    /// Decides it: an approved task gives <c>{approved, by, comment}</c>, a rejected one fails with <c>RejectedError</c> and the comment as cause. The same decision
    /// again changes nothing.
    /// </summary>
    /// <returns>The approval as it is then; <c>expired</c> where its task no longer waits. <see langword="null"/> where there is none of this id.</returns>
    public async Task<Approval?> DecideAsync(string id, bool approved, string? by, string? comment)
    {
        (Approval? found, string token) = database.Read(db => (Find(db, id), db.Scalar("SELECT token FROM approvals WHERE id = $1", id) as string ?? ""));
        if (found is not { Decision: null })
        {
            return found;
        }

        string decision = approved ? "approved" : "rejected";
        try
        {
            // First the engine, which takes one answer to a token: where two persons decide at once, or a crash comes between, its word counts.
            if (approved)
            {
                await engine().SendTaskSuccessAsync(token, Answer(by, comment).ToJson());
            }
            else
            {
                await engine().SendTaskFailureAsync(token, RejectedError, comment ?? "It was rejected.");
            }
        }
        catch (EngineException gone) when (gone.Code is "TaskTimedOut" or "TaskDoesNotExist" or "InvalidToken")
        {
            decision = "expired";
        }

        return database.Write(db =>
        {
            db.Run(
                "UPDATE approvals SET decision = $2, decided_by = $3, comment = $4, decided_at = $5 WHERE id = $1 AND decision IS NULL",
                id, decision, by, comment, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return Find(db, id);
        });
    }

    /// <summary>Keeps the message for a person, once for its task.</summary>
    internal void Add(SqliteConnection db, string id, string body, TaskInvocation task)
    {
        if (Approval.ReadMessage(body) is var (token, title, details))
        {
            db.Run(
                "INSERT OR IGNORE INTO approvals (id, token, title, details, execution_arn, state_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                id, token, title, details.ToJson(), task.ExecutionArn, task.StateName, clock.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private static ObjectData Answer(string? by, string? comment) => ObjectData.Of(("approved", true), ("by", by ?? ""), ("comment", comment ?? ""));

    private static Approval? Find(SqliteConnection db, string id) => db.Query($"SELECT {Approval.Columns} FROM approvals WHERE id = $1", Approval.Read, id).FirstOrDefault();
}
