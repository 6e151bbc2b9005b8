namespace ImageFlow.LocalCloud.Objects;

internal static class ObjectSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS object_changes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL, before TEXT);
        CREATE TABLE IF NOT EXISTS object_tags (bucket TEXT NOT NULL, key TEXT NOT NULL, tags TEXT NOT NULL, PRIMARY KEY (bucket, key));
        CREATE TABLE IF NOT EXISTS multipart_uploads (
            id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, content_type TEXT NOT NULL, metadata TEXT NOT NULL, tags TEXT,
            started_at INTEGER NOT NULL);
        """;
}
