using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>The website: CloudFront before a private bucket, or a public bucket of S3.</summary>
internal static class WebsitePart
{
    private const string BucketId = "WebsiteBucket";
    private const string DistributionId = "WebsiteDistribution";

    /// <summary>The id that AWS gave its own policy "CachingOptimized".</summary>
    private const string CachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";

    public static void Add(TemplateScope scope)
    {
        switch (scope.Request.Website)
        {
            case WebsiteKind.CloudFront:
                AddDistribution(scope);
                break;
            case WebsiteKind.S3:
                AddPublicBucket(scope);
                break;
            default:
                break;
        }
    }

    /// <summary>The website's own origin; <see langword="null"/> where there is none.</summary>
    public static JsonNode? Origin(WebsiteKind kind) => kind switch
    {
        WebsiteKind.CloudFront => Cfn.Sub($"https://${{{DistributionId}.DomainName}}"),
        WebsiteKind.S3 => Cfn.GetAtt(BucketId, "WebsiteURL"),
        _ => null,
    };

    /// <summary>Lets the distribution, and nobody else outside, read a bucket's objects.</summary>
    public static JsonObject ReadByDistribution(string bucketArn) => new()
    {
        ["Sid"] = "ReadByDistribution",
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = "cloudfront.amazonaws.com" },
        ["Action"] = "s3:GetObject",
        ["Resource"] = Cfn.Sub(bucketArn + "/*"),
        ["Condition"] = new JsonObject
        {
            ["StringEquals"] = new JsonObject
            {
                ["aws:SourceArn"] = Cfn.Sub($"arn:${{AWS::Partition}}:cloudfront::${{AWS::AccountId}}:distribution/${{{DistributionId}}}"),
            },
        },
    };

    private static void AddDistribution(TemplateScope scope)
    {
        NamedResource bucket = scope.Names.Use(ResourceKind.Bucket, ResourceNames.Website);
        Template template = scope.Template;
        template.Resource(BucketId, "AWS::S3::Bucket", BucketsPart.PrivateBucket(scope.Name(bucket), BucketId), attributes: BucketsPart.Disposable);
        template.Resource(BucketId + "Policy", "AWS::S3::BucketPolicy", new JsonObject
        {
            ["Bucket"] = Cfn.Ref(BucketId),
            ["PolicyDocument"] = PolicyDocument.TlsOnly([bucket.Arn, bucket.Arn + "/*"], "s3:*", ReadByDistribution(bucket.Arn)),
        });
        template.Resource("WebsiteAccess", "AWS::CloudFront::OriginAccessControl", new JsonObject
        {
            ["OriginAccessControlConfig"] = new JsonObject
            {
                ["Name"] = Cfn.Sub("${AWS::StackName}-website"),
                ["OriginAccessControlOriginType"] = "s3",
                ["SigningBehavior"] = "always",
                ["SigningProtocol"] = "sigv4",
            },
        });
        bool hasProcessed = scope.Names.Find(ResourceKind.Bucket, ResourceNames.Processed) is not null;
        template.Resource("WebsiteHeaders", "AWS::CloudFront::ResponseHeadersPolicy", HeadersPolicy());
        JsonObject page = Behaviour("website");
        page["ResponseHeadersPolicyId"] = Cfn.Ref("WebsiteHeaders");
        JsonObject configuration = new()
        {
            ["Enabled"] = true,
            ["HttpVersion"] = "http2and3",
            ["DefaultRootObject"] = "index.html",
            ["Origins"] = new JsonArray([Source("website", BucketId), .. hasProcessed ? new[] { Source("processed", "ProcessedBucket") } : []]),
            ["DefaultCacheBehavior"] = page,
            ["ViewerCertificate"] = new JsonObject { ["CloudFrontDefaultCertificate"] = true },
        };
        if (hasProcessed)
        {
            template.Resource("ProcessedPaths", "AWS::CloudFront::Function", PathFunction(), "Keys of the processed bucket do not begin with /processed.");
            JsonObject behaviour = Behaviour("processed");
            behaviour["PathPattern"] = "/processed/*";
            behaviour["FunctionAssociations"] = new JsonArray(new JsonObject { ["EventType"] = "viewer-request", ["FunctionARN"] = Cfn.GetAtt("ProcessedPaths", "FunctionARN") });
            configuration["CacheBehaviors"] = new JsonArray(behaviour);
        }

        template.Resource(DistributionId, "AWS::CloudFront::Distribution", new JsonObject { ["DistributionConfig"] = configuration });
        template.Output("WebsiteUrl", "The website.", Origin(WebsiteKind.CloudFront)!);
        template.Output(BucketId, "The bucket of the page.", Cfn.Ref(BucketId));
    }

    /// <summary>No script but the page's own runs; it talks to the APIs and buckets of this region. Names and not references: the APIs and buckets refer to the distribution.</summary>
    private static JsonObject HeadersPolicy() => new()
    {
        ["ResponseHeadersPolicyConfig"] = new JsonObject
        {
            ["Name"] = Cfn.Sub("${AWS::StackName}-website"),
            ["SecurityHeadersConfig"] = new JsonObject
            {
                ["ContentSecurityPolicy"] = new JsonObject
                {
                    ["Override"] = true,
                    ["ContentSecurityPolicy"] = Cfn.Sub(
                        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: https://*.s3.${AWS::Region}.${AWS::URLSuffix}; "
                        + "connect-src 'self' https://*.execute-api.${AWS::Region}.${AWS::URLSuffix} https://*.s3.${AWS::Region}.${AWS::URLSuffix}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
                },
                ["ContentTypeOptions"] = new JsonObject { ["Override"] = true },
                ["StrictTransportSecurity"] = new JsonObject { ["AccessControlMaxAgeSec"] = 31_536_000, ["Override"] = true },
            },
        },
    };

    private static JsonObject PathFunction() => new()
    {
        ["Name"] = Cfn.Sub("${AWS::StackName}-processed-paths"),
        ["AutoPublish"] = true,
        ["FunctionCode"] = "function handler(event) {\n  event.request.uri = event.request.uri.replace(/^\\/processed/, '');\n  return event.request;\n}\n",
        ["FunctionConfig"] = new JsonObject { ["Comment"] = "Takes /processed off the path", ["Runtime"] = "cloudfront-js-2.0" },
    };

    private static JsonObject Source(string id, string bucket) => new()
    {
        ["Id"] = id,
        ["DomainName"] = Cfn.GetAtt(bucket, "RegionalDomainName"),
        ["OriginAccessControlId"] = Cfn.GetAtt("WebsiteAccess", "Id"),
        ["S3OriginConfig"] = new JsonObject { ["OriginAccessIdentity"] = "" },
    };

    private static JsonObject Behaviour(string origin) => new()
    {
        ["TargetOriginId"] = origin,
        ["ViewerProtocolPolicy"] = "redirect-to-https",
        ["CachePolicyId"] = CachingOptimized,
        ["Compress"] = true,
    };

    private static void AddPublicBucket(TemplateScope scope)
    {
        NamedResource bucket = scope.Names.Use(ResourceKind.Bucket, ResourceNames.Website);
        scope.Template.Resource(
            BucketId,
            "AWS::S3::Bucket",
            new JsonObject
            {
                ["BucketName"] = scope.Name(bucket),
                ["BucketEncryption"] = BucketsPart.Encryption(),
                ["WebsiteConfiguration"] = new JsonObject { ["IndexDocument"] = "index.html", ["ErrorDocument"] = "index.html" },
                ["PublicAccessBlockConfiguration"] = new JsonObject
                {
                    ["BlockPublicAcls"] = true,
                    ["BlockPublicPolicy"] = false,
                    ["IgnorePublicAcls"] = true,
                    ["RestrictPublicBuckets"] = false,
                },
                ["OwnershipControls"] = new JsonObject { ["Rules"] = new JsonArray(new JsonObject { ["ObjectOwnership"] = "BucketOwnerEnforced" }) },
                ["LoggingConfiguration"] = BucketsPart.LogsTo(BucketId),
            },
            "Websites of S3 speak HTTP alone and are read by everybody: TLS cannot be demanded here, nor public access be blocked.\nOnly the page lies in this bucket; pictures are reached by presigned addresses.",
            BucketsPart.Disposable);
        scope.Template.Resource(BucketId + "Policy", "AWS::S3::BucketPolicy", new JsonObject
        {
            ["Bucket"] = Cfn.Ref(BucketId),
            ["PolicyDocument"] = new JsonObject
            {
                ["Version"] = "2012-10-17",
                ["Statement"] = new JsonArray(new JsonObject
                {
                    ["Sid"] = "PublicRead",
                    ["Effect"] = "Allow",
                    ["Principal"] = "*",
                    ["Action"] = "s3:GetObject",
                    ["Resource"] = Cfn.Sub(bucket.Arn + "/*"),
                }),
            },
        });
        scope.Template.Output("WebsiteUrl", "The website.", Origin(WebsiteKind.S3)!);
        scope.Template.Output(BucketId, "The bucket of the page.", Cfn.Ref(BucketId));
    }
}
