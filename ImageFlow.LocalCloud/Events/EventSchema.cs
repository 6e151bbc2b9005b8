namespace ImageFlow.LocalCloud.Events;

internal static class EventSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS event_buses (name TEXT PRIMARY KEY, description TEXT, created_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS event_rules (
            bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT, schedule TEXT, description TEXT, role TEXT, enabled INTEGER NOT NULL,
            created_at INTEGER NOT NULL, PRIMARY KEY (bus, name));
        CREATE TABLE IF NOT EXISTS event_targets (
            bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (bus, rule, id));
        CREATE TABLE IF NOT EXISTS deliveries (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT,
            message_group TEXT, dead_letter TEXT, max_attempts INTEGER NOT NULL, expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER, last_error TEXT);
        CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
        """;
}
