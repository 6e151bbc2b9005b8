using ImageFlow.LocalCloud;

namespace ImageFlow.Cli.Executions;

/// <summary>Opens a data folder that must be there already.</summary>
internal static class OpenFolder
{
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Task<LocalCloudHost> OpenAsync(string dataDirectory, CancellationToken cancellationToken) => Directory.Exists(dataDirectory)
        ? LocalCloudHost.OpenAsync(new LocalCloudOptions { DataDirectory = dataDirectory, Retention = null }, cancellationToken)
        : throw new UsageException($"There is no data folder '{dataDirectory}'; 'imageflow run' makes one, and --data names another.");
}
