using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Recommendations;

/// <summary>Personalize's resources, the rows of its datasets and what was learnt from them, in SQLite.</summary>
internal static class ResourceStore
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS personalize (
            arn TEXT PRIMARY KEY, kind TEXT NOT NULL, settings TEXT NOT NULL, failure TEXT, described INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS personalize_rows (dataset_arn TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (dataset_arn, id));
        CREATE TABLE IF NOT EXISTS personalize_models (arn TEXT PRIMARY KEY, model TEXT NOT NULL);
        """;

    private const string Active = "ACTIVE";

    public static void Add(SqliteConnection db, ResourceKind kind, string arn, ObjectData settings, string? failure, DateTimeOffset now)
    {
        if (Find(db, kind.Name, arn) is not null)
        {
            throw new ServiceRefusal("ResourceAlreadyExistsException", $"Another resource with Amazon resource name (ARN) {arn} already exists.");
        }

        db.Run(
            "INSERT INTO personalize (arn, kind, settings, failure, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)", arn, kind.Name, settings.ToJson(), failure, now.ToUnixTimeMilliseconds());
    }

    public static void Update(SqliteConnection db, string arn, ObjectData settings, DateTimeOffset now) =>
        db.Run("UPDATE personalize SET settings = $2, described = 0, changed_at = $3 WHERE arn = $1", arn, settings.ToJson(), now.ToUnixTimeMilliseconds());

    public static void Delete(SqliteConnection db, string arn)
    {
        db.Run("DELETE FROM personalize WHERE arn = $1", arn);
        db.Run("DELETE FROM personalize_rows WHERE dataset_arn = $1", arn);
        db.Run("DELETE FROM personalize_models WHERE arn = $1", arn);
    }

    /// <summary>The settings that it was made with; <see langword="null"/> where there is none.</summary>
    public static ObjectData? Find(SqliteConnection db, string kind, string arn) =>
        db.Scalar("SELECT settings FROM personalize WHERE arn = $1 AND kind = $2", arn, kind) is string json ? (ObjectData)JsonData.Parse(json) : null;

    /// <exception cref="ServiceRefusal"><c>ResourceNotFoundException</c>.</exception>
    public static ObjectData Require(SqliteConnection db, string kind, string arn) =>
        Find(db, kind, arn) ?? throw new ServiceRefusal("ResourceNotFoundException", $"Resource with ARN {arn} does not exist.");

    /// <summary>What describes it. The first time it is still under way, so that a flow that waits is seen to wait; then it is done.</summary>
    /// <param name="counts">Whether this counts as a time.</param>
    public static ObjectData Describe(SqliteConnection db, ResourceKind kind, string arn, bool counts)
    {
        ObjectData settings = Require(db, kind.Name, arn);
        (bool first, string? failure, string made, string changed) = db.Query(
            "SELECT described = 0, failure, created_at, changed_at FROM personalize WHERE arn = $1",
            row => (row.GetBoolean(0), row.TextOrNull(1), Time(row.GetInt64(2)), Time(row.GetInt64(3))),
            arn)[0];
        if (counts)
        {
            db.Run("UPDATE personalize SET described = described + 1 WHERE arn = $1", arn);
        }

        bool isUpdated = made != changed;
        string status = first && !isUpdated ? "CREATE IN_PROGRESS" : failure is null ? Active : "CREATE FAILED";
        ObjectDataBuilder body = settings.ToBuilder();
        body.Set(kind.ArnMember, arn).Set("Status", status).Set("CreationDateTime", made).Set("LastUpdatedDateTime", changed);
        body.SetIfPresent("FailureReason", failure is null || first ? null : new StringData(failure));
        if (isUpdated)
        {
            body.Set("LatestCampaignUpdate", ObjectData.Of(
                ("SolutionVersionArn", settings["SolutionVersionArn"] ?? ""), ("Status", first ? "CREATE IN_PROGRESS" : Active), ("CreationDateTime", changed), ("LastUpdatedDateTime", changed)));
        }

        return body.Build();
    }

    public static IReadOnlyList<string> Arns(SqliteConnection db, string kind) => db.Query("SELECT arn FROM personalize WHERE kind = $1 ORDER BY created_at, arn", row => row.GetString(0), kind);

    public static void SaveRows(SqliteConnection db, string dataset, IEnumerable<(string Id, ObjectData Fields)> rows, bool replaceAll)
    {
        if (replaceAll)
        {
            db.Run("DELETE FROM personalize_rows WHERE dataset_arn = $1", dataset);
        }

        foreach ((string id, ObjectData fields) in rows)
        {
            db.Run("INSERT INTO personalize_rows (dataset_arn, id, fields) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET fields = excluded.fields", dataset, id, fields.ToJson());
        }
    }

    public static IReadOnlyList<ObjectData> Rows(SqliteConnection db, string dataset) =>
        db.Query("SELECT fields FROM personalize_rows WHERE dataset_arn = $1 ORDER BY id", row => (ObjectData)JsonData.Parse(row.GetString(0)), dataset);

    public static void SaveModel(SqliteConnection db, string solutionVersion, CoOccurrence model) =>
        db.Run("INSERT OR REPLACE INTO personalize_models (arn, model) VALUES ($1, $2)", solutionVersion, model.ToJson().ToJson());

    public static CoOccurrence Model(SqliteConnection db, string solutionVersion) => db.Scalar("SELECT model FROM personalize_models WHERE arn = $1", solutionVersion) is string json
        ? CoOccurrence.FromJson((ObjectData)JsonData.Parse(json))
        : throw ResourceKind.Wrong($"The solution version {solutionVersion} is not active.");

    private static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
