namespace ImageFlow.Engine.Journal;

/// <summary>
/// The engine's folder, held by one process at a time. The lock is the operating system's on an open file, so that it ends with
/// the process however that ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Database = System.IO.Path.Combine(path, "engine.db");
        this.held = held;
    }

    /// <summary>Where the journal lies.</summary>
    public string Database { get; }

    /// <exception cref="EngineUnavailableException">Another process holds the folder, or it cannot be written.</exception>
    public static DataFolder Open(string directory)
    {
        string path = System.IO.Path.GetFullPath(directory);
        try
        {
            Directory.CreateDirectory(path);
            string file = System.IO.Path.Combine(path, "engine.lock");
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw EngineUnavailableException.NotWritable(path, e);
        }
        catch (IOException e) when (IsLocked(e))
        {
            throw new EngineUnavailableException(
                "ENG0002",
                $"The data folder '{path}' is in use by another process; stop that one first or choose another folder.",
                e);
        }
        catch (IOException e)
        {
            throw EngineUnavailableException.NotWritable(path, e);
        }
    }

    public void Dispose() => held.Dispose();

    /// <summary>Sharing violation on Windows; EAGAIN or EWOULDBLOCK of <c>flock</c> on Linux and macOS.</summary>
    private static bool IsLocked(IOException e) => (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
}
