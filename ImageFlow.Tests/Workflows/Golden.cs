namespace ImageFlow.Tests.Workflows;

/// <summary>Compares with a file of the repository; <c>UPDATE_GOLDEN=1</c> writes it instead.</summary>
internal static class Golden
{
    public static void Matches(string repositoryPath, string actual)
    {
        string path = Path.Combine(SharedData.RepositoryRoot, repositoryPath);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{repositoryPath} is missing; run the tests once with UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
