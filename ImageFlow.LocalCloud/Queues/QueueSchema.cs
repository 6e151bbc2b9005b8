namespace ImageFlow.LocalCloud.Queues;

internal static class QueueSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS queues (
            name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS queue_messages (
            number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT,
            message_group TEXT, deduplication TEXT, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0,
            first_received_at INTEGER, receipt TEXT, source TEXT);
        CREATE INDEX IF NOT EXISTS queue_messages_visible ON queue_messages (queue, visible_at);
        CREATE TABLE IF NOT EXISTS queue_deduplication (
            queue TEXT NOT NULL, deduplication TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, sent_at INTEGER NOT NULL,
            PRIMARY KEY (queue, deduplication));
        """;
}
