using Amazon.S3;
using ImageFlow.Activities;

namespace ImageFlow.LocalCloud.Real;

/// <summary>The objects of a real S3 in the place of those of the data folder.</summary>
internal static class RealObjects
{
    public static S3ObjectStore Open(Uri endpoint, RealSettings settings)
    {
        AmazonS3Config config = new() { ServiceURL = endpoint.ToString(), AuthenticationRegion = settings.Region };

        // AWS has a host name for each bucket, emulators one for all.
        config.ForcePathStyle = !endpoint.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal);
        return new S3ObjectStore(new AmazonS3Client(settings.Credentials, config));
    }
}
