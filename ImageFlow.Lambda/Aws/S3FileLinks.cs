using Amazon.S3;
using Amazon.S3.Model;
using ImageFlow.Backends;

namespace ImageFlow.Lambda.Aws;

/// <summary>
/// Addresses of objects for a browser: on the website for the bucket that it serves, presigned for all others. A presigned address stays the same for an hour, so
/// that a page that asks again finds its pictures in the browser's cache.
/// </summary>
/// <param name="site">The website's address, and the bucket whose objects lie under <c>/processed/</c> there; <see langword="null"/> where there is none.</param>
internal sealed class S3FileLinks(IAmazonS3 client, TimeProvider clock, (Uri Address, string Bucket)? site) : IFileLinks
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    public string Url(string bucket, string key)
    {
        if (site is { } served && served.Bucket == bucket)
        {
            return new Uri(served.Address, "/processed/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString))).ToString();
        }

        // The end of the next hour: what is signed within one hour has the same end.
        long hours = clock.GetUtcNow().UtcTicks / Step.Ticks;
        return client.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = new DateTime((hours + 2) * Step.Ticks, DateTimeKind.Utc),
            Protocol = client.Config.ServiceURL?.StartsWith("http:", StringComparison.Ordinal) == true ? Protocol.HTTP : Protocol.HTTPS,
        });
    }
}
