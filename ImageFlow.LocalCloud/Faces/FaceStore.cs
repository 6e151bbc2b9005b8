using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Faces;

/// <summary>A face in a collection.</summary>
/// <param name="Face">As Rekognition shows it: <c>FaceId</c>, <c>BoundingBox</c>, <c>ImageId</c>, <c>ExternalImageId</c>, <c>Confidence</c>.</param>
internal sealed record KnownFace(string Id, ObjectData Face, float[] Descriptor);

/// <summary>Collections of faces in SQLite.</summary>
internal static class FaceStore
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS face_collections (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS faces (
            number INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, face TEXT NOT NULL, descriptor TEXT NOT NULL, UNIQUE (collection, id));
        """;

    public static bool Exists(SqliteConnection db, string collection) => db.Scalar("SELECT 1 FROM face_collections WHERE id = $1", collection) is not null;

    /// <exception cref="ServiceRefusal"><c>ResourceNotFoundException</c>.</exception>
    public static string Require(SqliteConnection db, string collection) => Exists(db, collection)
        ? collection
        : throw new ServiceRefusal("ResourceNotFoundException", $"The collection id: {collection} does not exist");

    /// <summary>The collections' ids in alphabetical order.</summary>
    public static IReadOnlyList<string> Collections(SqliteConnection db) => db.Query("SELECT id FROM face_collections ORDER BY id", row => row.GetString(0));

    public static void Create(SqliteConnection db, string collection, DateTimeOffset now) =>
        db.Run("INSERT OR IGNORE INTO face_collections (id, created_at) VALUES ($1, $2)", collection, now.ToUnixTimeMilliseconds());

    public static void Delete(SqliteConnection db, string collection)
    {
        db.Run("DELETE FROM faces WHERE collection = $1", collection);
        db.Run("DELETE FROM face_collections WHERE id = $1", collection);
    }

    public static void Add(SqliteConnection db, string collection, KnownFace face) => db.Run(
        "INSERT OR REPLACE INTO faces (collection, id, face, descriptor) VALUES ($1, $2, $3, $4)", collection, face.Id, face.Face.ToJson(), FaceDescriptor.ToText(face.Descriptor));

    /// <returns>Whether there was one.</returns>
    public static bool Remove(SqliteConnection db, string collection, string id) => db.Run("DELETE FROM faces WHERE collection = $1 AND id = $2", collection, id) > 0;

    public static IReadOnlyList<KnownFace> All(SqliteConnection db, string collection) => db.Query(
        "SELECT id, face, descriptor FROM faces WHERE collection = $1 ORDER BY number",
        row => new KnownFace(row.GetString(0), (ObjectData)JsonData.Parse(row.GetString(1)), FaceDescriptor.FromText(row.GetString(2))),
        collection);
}
