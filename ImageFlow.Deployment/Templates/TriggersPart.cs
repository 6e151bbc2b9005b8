using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Deployment.Templates;

/// <summary>What starts the state machine: rules of EventBridge, schedules, a queue. The REST API is <see cref="RestApiPart"/>.</summary>
internal static class TriggersPart
{
    private const string EventSource = "imageflow";
    private const string QueueDetailType = "Queue message";

    /// <summary>The resources that the triggers need, named before they are made.</summary>
    public static void Name(TemplateScope scope)
    {
        foreach (Trigger trigger in scope.Request.Triggers)
        {
            switch (trigger)
            {
                case Trigger.Upload:
                    scope.Names.Use(ResourceKind.Bucket, ResourceNames.Uploads);
                    break;
                case Trigger.BusEvent:
                    scope.Names.Use(ResourceKind.Bus, ResourceNames.Events);
                    break;
                case Trigger.QueueMessage:
                    scope.Names.Use(ResourceKind.Queue, ResourceNames.Jobs);
                    scope.Names.Use(ResourceKind.Bus, ResourceNames.Events);
                    break;
                case Trigger.Rule rule:
                    scope.Names.Use(ResourceKind.Bus, rule.Bus, isCreated: true);
                    break;
                case Trigger.QueueBatch batch:
                    scope.Names.Use(ResourceKind.Queue, batch.Queue, isCreated: true);
                    break;
                default:
                    break;
            }
        }
    }

    public static void Add(TemplateScope scope)
    {
        List<JsonNode> senders = [];
        Trigger[] triggers = [.. scope.Request.Triggers.Distinct()];
        if (triggers.OfType<Trigger.Upload>().Any())
        {
            senders.Add(AddUploadRule(scope));
        }

        Trigger.BusEvent[] events = [.. triggers.OfType<Trigger.BusEvent>()];
        for (int i = 0; i < events.Length; i++)
        {
            senders.Add(AddBusRule(scope, "Event" + (i == 0 ? "" : $"{i + 1}"), EventSource, events[i].Name));
        }

        Trigger.Rule[] rules = [.. triggers.OfType<Trigger.Rule>()];
        for (int i = 0; i < rules.Length; i++)
        {
            senders.Add(AddRule(scope, "Bus" + (i == 0 ? "" : $"{i + 1}"), rules[i]));
        }

        if (triggers.OfType<Trigger.QueueMessage>().Any())
        {
            senders.Add(AddPipe(scope));
        }

        foreach (Trigger.QueueBatch batch in triggers.OfType<Trigger.QueueBatch>())
        {
            AddBatchPipes(scope, scope.Names.Find(ResourceKind.Queue, batch.Queue)!);
        }

        AddSchedules(scope, [.. triggers.OfType<Trigger.Times>()]);
        if (senders.Count > 0)
        {
            ServicesPart.AddDeadLetters(scope, senders);
        }

        Trigger.HttpRequest[] requests = [.. triggers.OfType<Trigger.HttpRequest>()];
        if (requests.Length > 0)
        {
            RestApiPart.Add(scope, requests);
        }
    }

    private static JsonNode AddUploadRule(TemplateScope scope)
    {
        NamedResource uploads = scope.Names.Find(ResourceKind.Bucket, ResourceNames.Uploads)!;
        JsonObject pattern = new()
        {
            ["source"] = new JsonArray("aws.s3"),
            ["detail-type"] = new JsonArray("Object Created"),
            ["resources"] = new JsonArray(Cfn.GetAtt(uploads.LogicalId, "Arn")),
        };
        JsonObject input = new()
        {
            ["InputTransformer"] = new JsonObject
            {
                ["InputPathsMap"] = new JsonObject { ["bucket"] = "$.detail.bucket.name", ["key"] = "$.detail.object.key", ["size"] = "$.detail.object.size" },
                ["InputTemplate"] = """{"bucket": <bucket>, "key": <key>, "size": <size>}""",
            },
        };
        return AddRule(scope, "Upload", "uploads", pattern, input, bus: null);
    }

    private static JsonNode AddBusRule(TemplateScope scope, string id, string source, string detailType)
    {
        NamedResource bus = scope.Names.Find(ResourceKind.Bus, ResourceNames.Events)!;
        JsonObject pattern = new() { ["source"] = new JsonArray(source), ["detail-type"] = new JsonArray(detailType) };
        return AddRule(scope, id, id.ToLowerInvariant(), pattern, new JsonObject { ["InputPath"] = "$.detail" }, bus);
    }

    private static JsonNode AddRule(TemplateScope scope, string id, Trigger.Rule rule)
    {
        JsonObject input = [];
        if (rule.InputTemplate is { } template)
        {
            input["InputTransformer"] = new JsonObject { ["InputPathsMap"] = rule.InputPaths is { } paths ? JsonNode.Parse(paths) : new JsonObject(), ["InputTemplate"] = template };
        }

        return AddRule(scope, id, id.ToLowerInvariant(), JsonNode.Parse(rule.Pattern)!.AsObject(), input, scope.Names.Find(ResourceKind.Bus, rule.Bus));
    }

    /// <returns>The statement that lets the rule put what it could not deliver into the queue of dead letters.</returns>
    private static JsonNode AddRule(TemplateScope scope, string id, string suffix, JsonObject pattern, JsonObject input, NamedResource? bus)
    {
        string name = $"${{{scope.Machine.Parameter}}}-{suffix}";
        string arn = TemplateScope.Arn("events", bus is null ? $"rule/{name}" : $"rule/{bus.Text}/{name}");
        scope.Role(id + "RuleRole", PolicyDocument.Trust("events.amazonaws.com", [arn]), [new Grant("states:StartExecution", scope.Machine.Arn, "Starting this state machine")]);
        JsonObject target = new()
        {
            ["Id"] = "StateMachine",
            ["Arn"] = Cfn.Ref(MachinePart.Id),
            ["RoleArn"] = Cfn.GetAtt(id + "RuleRole", "Arn"),
        };
        foreach ((string member, JsonNode? value) in input)
        {
            target[member] = value?.DeepClone();
        }

        target["DeadLetterConfig"] = new JsonObject { ["Arn"] = Cfn.GetAtt(ServicesPart.DeadLetters, "Arn") };
        target["RetryPolicy"] = new JsonObject { ["MaximumEventAgeInSeconds"] = 86_400, ["MaximumRetryAttempts"] = 185 };
        JsonObject properties = new() { ["Name"] = Cfn.Sub(name), ["State"] = "ENABLED", ["EventPattern"] = pattern, ["Targets"] = new JsonArray(target) };
        JsonObject? attributes = null;
        if (bus is not null)
        {
            // By name and not by reference, which emulators take for the bus itself.
            properties["EventBusName"] = scope.Name(bus);
            attributes = new JsonObject { ["DependsOn"] = bus.LogicalId };
        }

        scope.Template.Resource(id + "Rule", "AWS::Events::Rule", properties, attributes: attributes);
        return PolicyDocument.AllowService(id + "Rule", "events.amazonaws.com", "sqs:SendMessage", TemplateScope.Arn("sqs", $"${{{scope.Machine.Parameter}}}-dead-letters"), arn);
    }

    /// <summary>
    /// A pipe gives a state machine a list of messages, also where it transforms them and the list has one. So it puts each message on
    /// the bus, and a rule there starts the machine with the message itself.
    /// </summary>
    private static JsonNode AddPipe(TemplateScope scope)
    {
        NamedResource queue = scope.Names.Find(ResourceKind.Queue, ResourceNames.Jobs)!;
        NamedResource bus = scope.Names.Find(ResourceKind.Bus, ResourceNames.Events)!;
        string name = $"${{{scope.Machine.Parameter}}}-queue";
        scope.Role(
            "PipeRole",
            PolicyDocument.Trust("pipes.amazonaws.com", [TemplateScope.Arn("pipes", $"pipe/{name}")]),
            [
                new Grant("sqs:ReceiveMessage", queue.Arn, "Taking messages"),
                new Grant("sqs:DeleteMessage", queue.Arn, "Taking messages"),
                new Grant("sqs:GetQueueAttributes", queue.Arn, "Taking messages"),
                new Grant("events:PutEvents", bus.Arn, "Handing them on"),
            ]);
        scope.Template.Resource(
            "Pipe",
            "AWS::Pipes::Pipe",
            new JsonObject
            {
                ["Name"] = Cfn.Sub(name),
                ["RoleArn"] = Cfn.GetAtt("PipeRole", "Arn"),
                ["Source"] = Cfn.GetAtt(queue.LogicalId, "Arn"),
                ["SourceParameters"] = new JsonObject { ["SqsQueueParameters"] = new JsonObject { ["BatchSize"] = 1 } },
                ["Target"] = Cfn.GetAtt(bus.LogicalId, "Arn"),
                ["TargetParameters"] = new JsonObject
                {
                    ["EventBridgeEventBusParameters"] = new JsonObject { ["Source"] = EventSource, ["DetailType"] = QueueDetailType },
                    ["InputTemplate"] = "<$.body>",
                },
            },
            "Straight to the state machine a message would arrive in a list of one; over the bus it arrives as it is.");
        return AddBusRule(scope, "Queue", EventSource, QueueDetailType);
    }

    /// <summary>Pipes from the queue, and from its dead letters, that wait for the Express execution: where it fails, the message comes again.</summary>
    private static void AddBatchPipes(TemplateScope scope, NamedResource queue)
    {
        (string Id, string Suffix, string Source, string Arn)[] pipes =
        [
            (queue.LogicalId + "Pipe", "messages", queue.LogicalId, queue.Arn),
            (queue.LogicalId + "LettersPipe", "letters", ServicesPart.DeadLettersOf(queue), queue.Arn + "-dead-letters"),
        ];
        foreach ((string id, string suffix, string source, string arn) in pipes)
        {
            string name = $"${{{scope.Machine.Parameter}}}-{suffix}";
            scope.Role(
                id + "Role",
                PolicyDocument.Trust("pipes.amazonaws.com", [TemplateScope.Arn("pipes", $"pipe/{name}")]),
                [
                    new Grant("sqs:ReceiveMessage", arn, "Taking messages"),
                    new Grant("sqs:DeleteMessage", arn, "Taking messages"),
                    new Grant("sqs:GetQueueAttributes", arn, "Taking messages"),
                    new Grant("states:StartSyncExecution", scope.Machine.Arn, "Working on them"),
                ]);
            scope.Template.Resource(id, "AWS::Pipes::Pipe", new JsonObject
            {
                ["Name"] = Cfn.Sub(name),
                ["RoleArn"] = Cfn.GetAtt(id + "Role", "Arn"),
                ["Source"] = Cfn.GetAtt(source, "Arn"),
                ["SourceParameters"] = new JsonObject { ["SqsQueueParameters"] = new JsonObject { ["BatchSize"] = 1 } },
                ["Target"] = Cfn.Ref(MachinePart.Id),
                ["TargetParameters"] = new JsonObject { ["StepFunctionStateMachineParameters"] = new JsonObject { ["InvocationType"] = "REQUEST_RESPONSE" } },
            });
        }
    }

    private static void AddSchedules(TemplateScope scope, IReadOnlyList<Trigger.Times> times)
    {
        if (times.Count == 0)
        {
            return;
        }

        string group = $"${{{scope.Machine.Parameter}}}-times";
        scope.Template.Resource("ScheduleGroup", "AWS::Scheduler::ScheduleGroup", new JsonObject { ["Name"] = Cfn.Sub(group) });
        scope.Role(
            "ScheduleRole",
            PolicyDocument.Trust("scheduler.amazonaws.com", [TemplateScope.Arn("scheduler", $"schedule-group/{group}")]),
            [new Grant("states:StartExecution", scope.Machine.Arn, "Starting this state machine")]);
        for (int i = 0; i < times.Count; i++)
        {
            string number = i == 0 ? "" : $"{i + 1}";
            scope.Template.Resource("Schedule" + number, "AWS::Scheduler::Schedule", new JsonObject
            {
                ["Name"] = Cfn.Sub($"${{{scope.Machine.Parameter}}}{(i == 0 ? "" : "-" + number)}"),
                ["GroupName"] = Cfn.Ref("ScheduleGroup"),
                ["ScheduleExpression"] = times[i].Expression,
                ["ScheduleExpressionTimezone"] = times[i].TimeZone,
                ["FlexibleTimeWindow"] = times[i].FlexibleMinutes == 0
                    ? new JsonObject { ["Mode"] = "OFF" }
                    : new JsonObject { ["Mode"] = "FLEXIBLE", ["MaximumWindowInMinutes"] = times[i].FlexibleMinutes },
                ["Target"] = new JsonObject
                {
                    ["Arn"] = Cfn.Ref(MachinePart.Id),
                    ["RoleArn"] = Cfn.GetAtt("ScheduleRole", "Arn"),
                    ["Input"] = times[i].Input,
                    ["RetryPolicy"] = new JsonObject { ["MaximumRetryAttempts"] = 3 },
                },
            });
        }
    }
}
