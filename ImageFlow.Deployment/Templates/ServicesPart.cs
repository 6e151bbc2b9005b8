using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Deployment.Templates;

/// <summary>Table, topic, queue, bus, face collection and mail identity, where the flow uses them.</summary>
internal static class ServicesPart
{
    public const string DeadLetters = "DeadLetterQueue";

    public static void Add(TemplateScope scope)
    {
        foreach (NamedResource resource in scope.Names.All.Where(resource => resource.IsCreated).ToArray())
        {
            switch (resource.Kind)
            {
                case ResourceKind.Table:
                    AddTable(scope, resource);
                    break;
                case ResourceKind.Topic:
                    AddTopic(scope, resource);
                    break;
                case ResourceKind.Queue:
                    AddQueue(scope, resource);
                    break;
                case ResourceKind.Bus:
                    scope.Template.Resource(resource.LogicalId, "AWS::Events::EventBus", new JsonObject { ["Name"] = scope.Name(resource) });
                    break;
                case ResourceKind.Collection:
                    scope.Template.Resource(resource.LogicalId, "AWS::Rekognition::Collection", new JsonObject { ["CollectionId"] = scope.Name(resource) });
                    break;
                case ResourceKind.Identity:
                    scope.Template.Resource(resource.LogicalId, "AWS::SES::EmailIdentity", new JsonObject { ["EmailIdentity"] = scope.Name(resource) });
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The queue of what could not be delivered, with an alarm; once for the whole template.</summary>
    /// <param name="senders">Statements that let services put messages into it.</param>
    public static void AddDeadLetters(TemplateScope scope, IReadOnlyList<JsonNode> senders)
    {
        scope.Template.Resource(DeadLetters, "AWS::SQS::Queue", Queue(Cfn.Sub("${StateMachineName}-dead-letters"), deadLetters: null), "What could not be delivered waits here for two weeks.", BucketsPart.Disposable);
        string arn = TemplateScope.Arn("sqs", "${StateMachineName}-dead-letters");
        AddQueuePolicy(scope, DeadLetters, arn, senders);
        scope.Template.Resource(
            "DeadLetterAlarm",
            "AWS::CloudWatch::Alarm",
            MachinePart.AlarmProperties(
                scope, "Something could not be delivered.", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", Cfn.GetAtt(DeadLetters, "QueueName"), "Maximum"));
    }

    public static void AddTable(TemplateScope scope, NamedResource table)
    {
        TableSettings? settings = scope.Request.Tables.FirstOrDefault(known => known.Name == table.Name);
        string[] keys = Keys(settings?.PartitionKey ?? "id", settings?.SortKey);
        IReadOnlyList<IndexSettings> indexes = settings?.Indexes ?? [];
        JsonObject properties = new()
        {
            ["TableName"] = scope.Name(table),
            ["BillingMode"] = "PAY_PER_REQUEST",
            ["AttributeDefinitions"] = new JsonArray(
                [.. keys.Concat(indexes.SelectMany(index => Keys(index.PartitionKey, index.SortKey))).Distinct().Select(name => new JsonObject { ["AttributeName"] = name, ["AttributeType"] = "S" })]),
            ["KeySchema"] = Schema(keys),
            ["PointInTimeRecoverySpecification"] = new JsonObject { ["PointInTimeRecoveryEnabled"] = true },
            ["SSESpecification"] = new JsonObject { ["SSEEnabled"] = true },
            ["TimeToLiveSpecification"] = new JsonObject { ["AttributeName"] = "expiresAt", ["Enabled"] = true },
        };
        if (indexes.Count > 0)
        {
            properties["GlobalSecondaryIndexes"] = new JsonArray([.. indexes.Select(index => new JsonObject
            {
                ["IndexName"] = index.Name, ["KeySchema"] = Schema(Keys(index.PartitionKey, index.SortKey)), ["Projection"] = new JsonObject { ["ProjectionType"] = "ALL" },
            })]);
        }

        scope.Template.Resource(table.LogicalId, "AWS::DynamoDB::Table", properties, attributes: BucketsPart.Disposable);
        scope.Template.Output(table.LogicalId, $"The table {table.Name}.", Cfn.Ref(table.LogicalId));
    }

    private static string[] Keys(string partition, string? sort) => sort is null ? [partition] : [partition, sort];

    private static JsonArray Schema(string[] keys) => new([.. keys.Select((name, i) => new JsonObject { ["AttributeName"] = name, ["KeyType"] = i == 0 ? "HASH" : "RANGE" })]);

    private static void AddTopic(TemplateScope scope, NamedResource topic)
    {
        scope.Template.Resource(topic.LogicalId, "AWS::SNS::Topic", new JsonObject { ["TopicName"] = scope.Name(topic), ["KmsMasterKeyId"] = "alias/aws/sns" });
        scope.Template.Resource(topic.LogicalId + "Policy", "AWS::SNS::TopicPolicy", new JsonObject
        {
            ["Topics"] = new JsonArray(Cfn.Ref(topic.LogicalId)),
            ["PolicyDocument"] = PolicyDocument.TlsOnly([topic.Arn], "sns:Publish"),
        });
        scope.Template.Output(topic.LogicalId, $"The topic {topic.Name}; subscribe to it.", Cfn.Ref(topic.LogicalId));
    }

    private static void AddQueue(TemplateScope scope, NamedResource queue)
    {
        string dead = DeadLettersOf(queue);
        scope.Template.Resource(dead, "AWS::SQS::Queue", Queue(Cfn.Sub($"{queue.Text}-dead-letters"), null), "What was read three times and not dealt with.", BucketsPart.Disposable);
        AddQueuePolicy(scope, dead, TemplateScope.Arn("sqs", $"{queue.Text}-dead-letters"), []);
        scope.Template.Resource(queue.LogicalId, "AWS::SQS::Queue", Queue(scope.Name(queue), dead), attributes: BucketsPart.Disposable);
        AddQueuePolicy(scope, queue.LogicalId, queue.Arn, []);
        scope.Template.Output(queue.LogicalId, $"The address of the queue {queue.Name}.", Cfn.Ref(queue.LogicalId));
    }

    /// <summary>The id of the queue of what a queue could not get rid of.</summary>
    public static string DeadLettersOf(NamedResource queue) => queue.LogicalId + "DeadLetters";

    private static JsonObject Queue(JsonNode name, string? deadLetters)
    {
        const int TwoWeeks = 1_209_600;
        const int FiveMinutes = 300;
        JsonObject properties = new() { ["QueueName"] = name, ["SqsManagedSseEnabled"] = true, ["MessageRetentionPeriod"] = TwoWeeks };
        if (deadLetters is not null)
        {
            properties["VisibilityTimeout"] = FiveMinutes;
            properties["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = Cfn.GetAtt(deadLetters, "Arn"), ["maxReceiveCount"] = 3 };
        }

        return properties;
    }

    private static void AddQueuePolicy(TemplateScope scope, string id, string arn, IReadOnlyList<JsonNode> more) =>
        scope.Template.Resource(id + "Policy", "AWS::SQS::QueuePolicy", new JsonObject
        {
            ["Queues"] = new JsonArray(Cfn.Ref(id)),
            ["PolicyDocument"] = PolicyDocument.TlsOnly([arn], "sqs:*", [.. more]),
        });
}
