namespace ImageFlow.LocalCloud.Mail;

internal static class MailSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS mails (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, content TEXT NOT NULL,
            execution_arn TEXT, sent_at INTEGER NOT NULL);
        """;
}
