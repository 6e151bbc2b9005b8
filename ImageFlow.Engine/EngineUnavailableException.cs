using Microsoft.Data.Sqlite;

namespace ImageFlow.Engine;

/// <summary>The data folder or what belongs to it cannot be opened or written. The message is one sentence that says what to do.</summary>
/// <param name="code"><c>ENG0002</c> … in <c>docs/errors.md</c>.</param>
public sealed class EngineUnavailableException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;

    /// <summary>The folder cannot be made or written.</summary>
    public static EngineUnavailableException NotWritable(string folder, Exception reason) => new(
        "ENG0003",
        $"The data folder '{folder}' cannot be written ({reason.Message.TrimEnd('.')}); make it writable or choose another folder.",
        reason);

    /// <summary>A database of the folder cannot be opened.</summary>
    public static EngineUnavailableException NotOpened(string file, SqliteException reason) => reason.SqliteErrorCode switch
    {
        8 or 14 or 10 => NotWritable(Path.GetDirectoryName(file)!, reason),
        11 or 26 => new("ENG0007", $"The database '{file}' is damaged or is no database; put it aside and restore a copy.", reason),
        _ => new("ENG0005", $"The database '{file}' could not be opened ({reason.Message.TrimEnd('.')}).", reason),
    };
}
