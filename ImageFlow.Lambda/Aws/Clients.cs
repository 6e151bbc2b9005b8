using Amazon.DynamoDBv2;
using Amazon.S3;

namespace ImageFlow.Lambda.Aws;

/// <summary>The SDK's clients with the function's role.</summary>
internal static class Clients
{
    public static AmazonS3Client OpenS3(FunctionSettings settings)
    {
        AmazonS3Config config = new();
        if (settings.Endpoint("S3") is { } endpoint)
        {
            // Emulators answer on one host name for all buckets.
            config.ServiceURL = endpoint.ToString();
            config.ForcePathStyle = true;
            config.AuthenticationRegion = settings.Region;
        }

        return new AmazonS3Client(settings.Credentials, config);
    }

    public static AmazonDynamoDBClient OpenDynamo(FunctionSettings settings)
    {
        AmazonDynamoDBConfig config = new();
        if (settings.Endpoint("DYNAMODB") is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = settings.Region;
        }

        return new AmazonDynamoDBClient(settings.Credentials, config);
    }
}
