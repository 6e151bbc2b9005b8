using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace ImageFlow.Engine.Sqlite;

/// <summary>
/// The operating system's own SQLite library, which all of ImageFlow's databases use. No library is bundled: the system's gets
/// its security fixes from the system.
/// </summary>
public static class SqliteLibrary
{
    /// <summary>3.34.0, the oldest that a supported Linux distribution ships (RHEL 9).</summary>
    public const int MinimumVersion = 3_034_000;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>Loads the library on the first call and gives its version, such as <c>3.40.1</c>.</summary>
    /// <exception cref="SqliteUnavailableException">There is none, or it is older than <see cref="MinimumVersion"/>.</exception>
    public static string Require() => Loaded.Value;

    /// <summary>The names to try, in order, on this operating system.</summary>
    internal static IReadOnlyList<string> Candidates()
    {
        if (OperatingSystem.IsWindows())
        {
            return ["winsqlite3.dll", "sqlite3.dll"];
        }

        return OperatingSystem.IsMacOS()
            ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
    }

    /// <summary>The sentence for a library that is absent or too old, or <see langword="null"/> where all is well.</summary>
    internal static string? Complaint(int? version) => version switch
    {
        null => $"SQLite was not found on this machine (tried {string.Join(", ", Candidates())}); install it, on Debian or Ubuntu with 'apt-get install libsqlite3-0'.",
        < MinimumVersion => $"The machine's SQLite is version {Format(version.Value)}, but 3.34 or newer is needed; update it, on Debian or Ubuntu with 'apt-get install libsqlite3-0'.",
        _ => null,
    };

    private static string Format(int version) => $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}";

    private static string Load()
    {
        nint library = 0;
        foreach (string name in Candidates())
        {
            if (NativeLibrary.TryLoad(name, out library))
            {
                break;
            }
        }

        if (library == 0)
        {
            throw new SqliteUnavailableException(Complaint(null)!);
        }

        Assembly provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        int version = raw.sqlite3_libversion_number();
        return Complaint(version) is string complaint ? throw new SqliteUnavailableException(complaint) : Format(version);
    }
}

/// <summary>The machine has no usable SQLite; the message says in one sentence what to install. Code <c>ENG0001</c>.</summary>
public sealed class SqliteUnavailableException(string message) : Exception(message)
{
    public string Code => "ENG0001";
}
