namespace ImageFlow.Tests;

/// <summary>
/// Finds the repository and the optional folder of shared test data beside it. A test that needs the shared folder calls
/// <see cref="Require"/>, which skips with a reason where the folder is absent.
/// </summary>
public static class SharedData
{
    /// <summary>Absolute path of the folder that holds <c>ImageFlow.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Absolute path of a file or folder below the shared folder, or <see langword="null"/> where it is absent.</summary>
    public static string? Find(string relativePath)
    {
        string path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", relativePath));
        return Path.Exists(path) ? path : null;
    }

    /// <summary>Like <see cref="Find"/>, but skips the running test with a reason where the path is absent.</summary>
    public static string Require(string relativePath)
    {
        string? path = Find(relativePath);
        Assert.SkipWhen(path is null, $"The shared test data '{relativePath}' is not beside the repository on this machine.");
        return path!;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageFlow.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("ImageFlow.sln was not found above the test assembly.");
    }
}
