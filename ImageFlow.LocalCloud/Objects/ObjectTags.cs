using ImageFlow.Asl.Values;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Objects;

/// <summary>The tags of objects: a flat JSON object each.</summary>
internal static class ObjectTags
{
    public static ObjectData? Read(SqliteConnection db, string bucket, string key) =>
        db.Scalar("SELECT tags FROM object_tags WHERE bucket = $1 AND key = $2", bucket, key) is string json ? (ObjectData)JsonData.Parse(json) : null;

    /// <param name="tags"><see langword="null"/> or empty to remove them.</param>
    public static void Write(SqliteConnection db, string bucket, string key, ObjectData? tags)
    {
        if (tags is null or { Count: 0 })
        {
            db.Run("DELETE FROM object_tags WHERE bucket = $1 AND key = $2", bucket, key);
        }
        else
        {
            db.Run("INSERT INTO object_tags (bucket, key, tags) VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET tags = excluded.tags", bucket, key, tags.ToJson());
        }
    }
}
