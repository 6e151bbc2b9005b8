namespace ImageFlow.LocalCloud.Topics;

internal static class TopicSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS topics (arn TEXT PRIMARY KEY, attributes TEXT NOT NULL, created_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS subscriptions (
            arn TEXT PRIMARY KEY, topic_arn TEXT NOT NULL, protocol TEXT NOT NULL, endpoint TEXT NOT NULL, attributes TEXT NOT NULL, token TEXT, created_at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS subscriptions_topic ON subscriptions (topic_arn);
        """;
}
