using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Deployment.Templates;

/// <summary>The buckets: encrypted, private, over TLS alone, with access logs, and with rules that clean them up.</summary>
internal static class BucketsPart
{
    private const string LogBucket = "LogBucket";

    /// <summary>The bucket that logs go to; there where any other bucket is, or logs are sent on to it.</summary>
    public static NamedResource LogBucketResource { get; } = new(ResourceKind.Bucket, "imageflow-logs", LogBucket, IsCreated: true);

    public static void Add(TemplateScope scope)
    {
        NamedResource[] buckets = [.. scope.Names.OfKind(ResourceKind.Bucket).Where(bucket => bucket.IsCreated && bucket.Name != ResourceNames.Website)];
        if (buckets.Length == 0 && scope.Request is { Website: WebsiteKind.None, LogsToBucket: false, PrivateClient: false })
        {
            return;
        }

        AddLogBucket(scope);
        foreach (NamedResource bucket in buckets)
        {
            AddBucket(scope, bucket);
        }
    }

    /// <summary>What all buckets but the public website have in common.</summary>
    public static JsonObject PrivateBucket(JsonNode name, string? logPrefix)
    {
        JsonObject properties = new()
        {
            ["BucketName"] = name,
            ["BucketEncryption"] = Encryption(),
            ["PublicAccessBlockConfiguration"] = new JsonObject
            {
                ["BlockPublicAcls"] = true,
                ["BlockPublicPolicy"] = true,
                ["IgnorePublicAcls"] = true,
                ["RestrictPublicBuckets"] = true,
            },
            ["OwnershipControls"] = new JsonObject { ["Rules"] = new JsonArray(new JsonObject { ["ObjectOwnership"] = "BucketOwnerEnforced" }) },
            ["VersioningConfiguration"] = new JsonObject { ["Status"] = "Enabled" },
        };
        if (logPrefix is not null)
        {
            properties["LoggingConfiguration"] = LogsTo(logPrefix);
        }

        return properties;
    }

    public static JsonObject LogsTo(string prefix) => new() { ["DestinationBucketName"] = Cfn.Ref(LogBucket), ["LogFilePrefix"] = prefix + "/" };

    public static JsonObject Encryption() => new()
    {
        ["ServerSideEncryptionConfiguration"] = new JsonArray(new JsonObject
        {
            ["ServerSideEncryptionByDefault"] = new JsonObject { ["SSEAlgorithm"] = "AES256" },
        }),
    };

    public static JsonObject Disposable => new() { ["DeletionPolicy"] = "Delete", ["UpdateReplacePolicy"] = "Retain" };

    private static void AddBucket(TemplateScope scope, NamedResource bucket)
    {
        JsonObject properties = PrivateBucket(scope.Name(bucket), bucket.LogicalId);
        properties["LifecycleConfiguration"] = new JsonObject { ["Rules"] = new JsonArray([.. LifecycleRules(scope, bucket)]) };
        if (bucket.Name == ResourceNames.Uploads)
        {
            properties["CorsConfiguration"] = new JsonObject
            {
                ["CorsRules"] = new JsonArray(new JsonObject
                {
                    ["AllowedMethods"] = new JsonArray("POST"),
                    ["AllowedOrigins"] = scope.SiteOrigins(),
                    ["AllowedHeaders"] = new JsonArray("*"),
                    ["ExposedHeaders"] = new JsonArray("ETag"),
                    ["MaxAge"] = 3000,
                }),
            };
            if (scope.Request.Triggers.OfType<Trigger.Upload>().Any())
            {
                properties["NotificationConfiguration"] = new JsonObject
                {
                    ["EventBridgeConfiguration"] = new JsonObject { ["EventBridgeEnabled"] = true },
                };
            }
        }

        scope.Template.Resource(bucket.LogicalId, "AWS::S3::Bucket", properties, attributes: Disposable);
        List<JsonNode?> more = bucket.Name == ResourceNames.Processed && scope.Request.Website == WebsiteKind.CloudFront ? [WebsitePart.ReadByDistribution(bucket.Arn)] : [];
        if (bucket.Name == ResourceNames.Processed && scope.Request.DatasetGroup is not null)
        {
            more.AddRange(PersonalizePart.BucketStatements(bucket));
        }

        AddPolicy(scope, bucket.LogicalId, PolicyDocument.TlsOnly([bucket.Arn, bucket.Arn + "/*"], "s3:*", [.. more]));
        scope.Template.Output(bucket.LogicalId, $"The bucket {bucket.Name}.", Cfn.Ref(bucket.LogicalId));
    }

    private static void AddPolicy(TemplateScope scope, string bucket, JsonObject policy) =>
        scope.Template.Resource(bucket + "Policy", "AWS::S3::BucketPolicy", new JsonObject { ["Bucket"] = Cfn.Ref(bucket), ["PolicyDocument"] = policy });

    private static IEnumerable<JsonNode?> LifecycleRules(TemplateScope scope, NamedResource bucket)
    {
        yield return new JsonObject
        {
            ["Id"] = "UnfinishedUploads",
            ["Status"] = "Enabled",
            ["AbortIncompleteMultipartUpload"] = new JsonObject { ["DaysAfterInitiation"] = 1 },
        };
        yield return new JsonObject
        {
            ["Id"] = "OldVersions",
            ["Status"] = "Enabled",
            ["NoncurrentVersionExpiration"] = new JsonObject { ["NoncurrentDays"] = 30 },
        };
        if (bucket.Name == ResourceNames.Uploads)
        {
            yield return Expiring("Quarantine", "quarantine/", scope.Template.Parameter("QuarantineDays", "How many days refused uploads are kept under quarantine/.", 30, "Number"));
        }

        if (bucket.Name == ResourceNames.Processed)
        {
            yield return Expiring("PartialResults", "partial/", scope.Template.Parameter("PartialResultDays", "How many days partial results are kept under partial/.", 7, "Number"));
        }
    }

    private static JsonObject Expiring(string id, string prefix, JsonNode days) => new()
    {
        ["Id"] = id,
        ["Status"] = "Enabled",
        ["Prefix"] = prefix,
        ["ExpirationInDays"] = days,
    };

    /// <summary>S3 writes access logs only into a bucket that is encrypted with its own keys.</summary>
    private static void AddLogBucket(TemplateScope scope)
    {
        NamedResource logs = LogBucketResource;
        JsonObject properties = PrivateBucket(scope.Name(logs), null);
        properties["LifecycleConfiguration"] = new JsonObject
        {
            ["Rules"] = new JsonArray(new JsonObject
            {
                ["Id"] = "OldLogs",
                ["Status"] = "Enabled",
                ["ExpirationInDays"] = scope.Template.Parameter("AccessLogDays", "How many days access logs are kept.", 90, "Number"),
                ["NoncurrentVersionExpiration"] = new JsonObject { ["NoncurrentDays"] = 1 },
            }),
        };
        scope.Template.Resource(LogBucket, "AWS::S3::Bucket", properties, "Access logs of the other buckets.", Disposable);
        JsonObject delivery = new()
        {
            ["Sid"] = "AccessLogs",
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = "logging.s3.amazonaws.com" },
            ["Action"] = "s3:PutObject",
            ["Resource"] = Cfn.Sub(logs.Arn + "/*"),
            ["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = Cfn.Ref("AWS::AccountId") } },
        };
        AddPolicy(scope, LogBucket, PolicyDocument.TlsOnly([logs.Arn, logs.Arn + "/*"], "s3:*", delivery));
        scope.Template.Output(LogBucket, "The bucket of the access logs.", Cfn.Ref(LogBucket));
    }
}
