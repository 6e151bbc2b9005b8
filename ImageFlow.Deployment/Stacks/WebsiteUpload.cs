using System.Text.Json.Nodes;
using ImageFlow.Deployment.Packages;

namespace ImageFlow.Deployment.Stacks;

/// <summary>Puts the page into the website's bucket, with the address of its API.</summary>
internal sealed class WebsiteUpload(AwsCommand aws, Action<string> tell)
{
    /// <summary>The stack's outputs that the page needs.</summary>
    public const string BucketOutput = "WebsiteBucket";
    private const string ApiOutput = "HttpApiUrl";

    /// <summary>Names of the parts hold a hash of their content; the page itself is asked for anew each time.</summary>
    private const string Forever = "public,max-age=31536000,immutable";
    private const string Anew = "no-cache";

    /// <param name="folder">The exported folder.</param>
    /// <exception cref="AwsCommandException">AWS refuses.</exception>
    public async Task RunAsync(string folder, IReadOnlyDictionary<string, string> outputs, CancellationToken cancellationToken)
    {
        if (!outputs.TryGetValue(BucketOutput, out string? bucket))
        {
            return;
        }

        string page = Path.Combine(folder, WebsitePackage.FolderName);
        if (!Directory.Exists(page))
        {
            tell($"the website has no page yet: 'imageflow package -o {folder}' builds it, and deploying again puts it there");
            return;
        }

        tell($"putting the page into {bucket}");
        await aws.RunTextAsync(cancellationToken, "s3", "sync", page, $"s3://{bucket}", "--delete", "--exclude", WebsitePackage.Page, "--exclude", WebsitePackage.ConfigFile, "--cache-control", Forever, "--only-show-errors");
        await aws.RunTextAsync(cancellationToken, "s3", "cp", Path.Combine(page, WebsitePackage.Page), $"s3://{bucket}/{WebsitePackage.Page}", "--cache-control", Anew, "--only-show-errors");
        string config = Path.GetTempFileName();
        try
        {
            // No flow to start by name: the upload's event starts it.
            JsonObject settings = new() { ["api"] = outputs.GetValueOrDefault(ApiOutput, ""), ["startFlow"] = "" };
            await File.WriteAllTextAsync(config, settings.ToJsonString(), cancellationToken);
            await aws.RunTextAsync(
                cancellationToken, "s3", "cp", config, $"s3://{bucket}/{WebsitePackage.ConfigFile}", "--cache-control", Anew, "--content-type", "application/json", "--only-show-errors");
        }
        finally
        {
            File.Delete(config);
        }
    }
}
