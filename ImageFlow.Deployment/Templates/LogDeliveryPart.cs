using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>The executions' logs on to the log bucket, by a subscription of CloudWatch Logs and a stream of Firehose.</summary>
internal static class LogDeliveryPart
{
    private const string Stream = "LogStream";
    private const string Prefix = "executions/";

    /// <summary>Adds the delivery; comes after the log bucket and the machine's log group.</summary>
    public static void Add(TemplateScope scope)
    {
        if (!scope.Request.LogsToBucket)
        {
            return;
        }

        Template template = scope.Template;
        string name = $"${{{scope.Machine.Parameter}}}-logs";
        string stream = TemplateScope.Arn("firehose", $"deliverystream/{name}");
        string group = TemplateScope.Arn("logs", $"log-group:/aws/vendedlogs/states/${{{scope.Machine.Parameter}}}:*");
        NamedResource bucket = BucketsPart.LogBucketResource;
        template.Resource("LogStreamErrors", "AWS::Logs::LogGroup", new JsonObject
        {
            ["LogGroupName"] = Cfn.Sub($"/aws/kinesisfirehose/{name}"),
            ["RetentionInDays"] = Cfn.Ref("LogRetentionDays"),
        }, attributes: new JsonObject { ["DeletionPolicy"] = "Delete", ["UpdateReplacePolicy"] = "Delete" });
        template.Resource("LogStreamErrorLines", "AWS::Logs::LogStream", new JsonObject { ["LogGroupName"] = Cfn.Ref("LogStreamErrors"), ["LogStreamName"] = "delivery" });
        scope.Role(
            "LogStreamRole",
            PolicyDocument.Trust("firehose.amazonaws.com"),
            [
                new Grant("s3:AbortMultipartUpload", $"{bucket.Arn}/{Prefix}*", "Writing logs"),
                new Grant("s3:PutObject", $"{bucket.Arn}/{Prefix}*", "Writing logs"),
                new Grant("s3:GetBucketLocation", bucket.Arn, "Finding the bucket"),
                new Grant("s3:ListBucketMultipartUploads", bucket.Arn, "Finding the bucket"),
                new Grant("logs:PutLogEvents", TemplateScope.Arn("logs", $"log-group:/aws/kinesisfirehose/{name}:log-stream:delivery"), "Saying what could not be written"),
            ]);
        template.Resource(Stream, "AWS::KinesisFirehose::DeliveryStream", new JsonObject
        {
            ["DeliveryStreamName"] = Cfn.Sub(name),
            ["DeliveryStreamType"] = "DirectPut",
            ["DeliveryStreamEncryptionConfigurationInput"] = new JsonObject { ["KeyType"] = "AWS_OWNED_CMK" },
            ["ExtendedS3DestinationConfiguration"] = new JsonObject
            {
                ["BucketARN"] = Cfn.GetAtt(bucket.LogicalId, "Arn"),
                ["RoleARN"] = Cfn.GetAtt("LogStreamRole", "Arn"),
                ["Prefix"] = Prefix,
                ["ErrorOutputPrefix"] = Prefix + "failed/!{firehose:error-output-type}/",
                ["BufferingHints"] = new JsonObject { ["IntervalInSeconds"] = 300, ["SizeInMBs"] = 5 },

                // CloudWatch Logs sends its lines compressed already.
                ["CompressionFormat"] = "UNCOMPRESSED",
                ["CloudWatchLoggingOptions"] = new JsonObject { ["Enabled"] = true, ["LogGroupName"] = Cfn.Ref("LogStreamErrors"), ["LogStreamName"] = Cfn.Ref("LogStreamErrorLines") },
            },
        });
        scope.Role(
            "LogSubscriptionRole",
            PolicyDocument.Trust("logs.amazonaws.com", [group]),
            [new Grant("firehose:PutRecord", stream, "Sending logs on"), new Grant("firehose:PutRecordBatch", stream, "Sending logs on")]);
        template.Resource("LogSubscription", "AWS::Logs::SubscriptionFilter", new JsonObject
        {
            ["LogGroupName"] = Cfn.Ref("StateMachineLogs"),
            ["FilterPattern"] = "",
            ["DestinationArn"] = Cfn.GetAtt(Stream, "Arn"),
            ["RoleArn"] = Cfn.GetAtt("LogSubscriptionRole", "Arn"),
        });
    }
}
