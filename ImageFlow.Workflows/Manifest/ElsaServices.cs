using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>
/// Elsa's own activities that are one call of a service: as entries like those of the manifest, so that they are bound, retried,
/// caught and checked like any other task (elsa-format §5.5).
/// </summary>
internal static class ElsaServices
{
    public const string WaitForEvent = "arn:aws:states:::events:putEvents.waitForTaskToken";
    public const string WaitForTask = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
    public const string PutEvents = "arn:aws:states:::events:putEvents";
    public const string HttpInvoke = "arn:aws:states:::http:invoke";
    public const string StartAndWait = "arn:aws:states:::states:startExecution.sync:2";
    public const string Start = "arn:aws:states:::states:startExecution";

    /// <summary>Where a call's connection is named: on the activity's <c>customProperties</c>.</summary>
    public const string ConnectionProperty = "imageflow:connection";

    /// <summary>Where the Lambda function is named that runs a C# or Python script.</summary>
    public const string FunctionProperty = "imageflow:function";

    private const string Bus = "imageflow-events";
    private const string Queue = "imageflow-jobs";
    private const string Region = "${context.StateMachine.Id.split(':')[3]}";
    private const string Account = "${context.StateMachine.Id.split(':')[4]}";

    /// <summary>The form of the activity, or <see langword="null"/>.</summary>
    public static ManifestActivity? Find(ActivityNode node, IReadOnlyList<WorkflowDefinition> workflows) => node.Type switch
    {
        "Elsa.Event" => Of(node, WaitForEvent, [Required("eventName")], [new("result", "Object")], Waiting, """{"result":"=result"}"""),
        "Elsa.PublishEvent" => Of(node, PutEvents, [Required("eventName"), Optional("payload", "Object"), Optional("correlationId", "String")], [], Publishing, "{}"),
        "Elsa.FlowSendHttpRequest" or "Elsa.SendHttpRequest" => Of(
            node,
            HttpInvoke,
            [Required("url"), Optional("method", "String", "GET"), Optional("content", "Object"), Optional("contentType", "String"), Optional("requestHeaders", "Object")],
            [new("statusCode", "Int32"), new("parsedContent", "Object"), new("responseHeaders", "Object"), new("result", "Object")],
            Calling(node),
            """{"statusCode":"=result.StatusCode","parsedContent":"=result.ResponseBody","responseHeaders":"=result.Headers","result":"=result.ResponseBody"}"""),
        "Elsa.RunTask" => Of(node, WaitForTask, [Required("taskName"), Optional("payload", "Object")], [new("result", "Object")], Handing, """{"result":"=result"}"""),
        "Elsa.RunCSharp" or "Elsa.RunPython" => OwnFunction(node),
        "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" => Child(node),
        _ when IsWorkflow(node) => Inner(node, workflows.FirstOrDefault(workflow => workflow.DefinitionId == CalledId(node))),
        _ => null,
    };

    /// <summary>Whether the node is another workflow, used as an activity.</summary>
    public static bool IsWorkflow(ActivityNode node) =>
        node.Members["workflowDefinitionId"] is StringData { Value.Length: > 0 } && !node.Type.StartsWith("Elsa.", StringComparison.Ordinal);

    /// <summary>The definition's id of the workflow that the node calls; empty where it is computed.</summary>
    public static string CalledId(ActivityNode node) =>
        IsWorkflow(node) ? ((StringData)node.Members["workflowDefinitionId"]!).Value : Inputs.LiteralText(node, "workflowDefinitionId") ?? "";

    /// <summary>What Step Functions allows in a state machine's name, from a definition's id.</summary>
    public static string MachineName(string definitionId)
    {
        string name = new([.. definitionId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')]);
        return name.Length > 80 ? name[..80] : name;
    }

    /// <summary>Whether the activity waits for the child to end. Elsa.ExecuteWorkflow does unless it says not to, Elsa.DispatchWorkflow the other way round.</summary>
    public static bool Waits(ActivityNode node) => Inputs.Find(node, "waitForCompletion")?.Value switch
    {
        BooleanData said => said.Value,
        StringData text => text.Value.Equals("true", StringComparison.OrdinalIgnoreCase),
        _ => node.Type == "Elsa.ExecuteWorkflow",
    };

    private static ManifestActivity Child(ActivityNode node)
    {
        string name = MachineName(Inputs.LiteralText(node, "workflowDefinitionId") ?? "");
        bool waits = Waits(node);
        string result = !waits ? """{"result":{"workflowInstanceId":"=result.ExecutionArn"}}"""
            : node.Type == "Elsa.DispatchWorkflow" ? """{"result":"=result.Output"}"""
            : """{"result":{"workflowInstanceId":"=result.ExecutionArn","status":"=result.Status","output":"=result.Output"}}""";
        return Of(node, waits ? StartAndWait : Start, [Required("workflowDefinitionId"), Optional("input", "Object")], [new("result", "Object")], Starting(name, "=input.input"), result);
    }

    /// <summary>Its inputs and outputs stand on the node in camel case; where the child is not known, it declares them with a capital, as Elsa's designer does.</summary>
    private static ManifestActivity Inner(ActivityNode node, WorkflowDefinition? child)
    {
        List<string> inputs = [.. node.Members.Where(member => member.Value is ObjectData wrapped && wrapped["expression"] is ObjectData).Select(member => member.Key)];
        List<string> outputs = [.. node.Members.Where(member => member.Value is ObjectData bound && bound["memoryReference"] is ObjectData && !bound.Contains("expression")).Select(member => member.Key)];
        string input = ObjectData.Of([.. inputs.Select(name => (Declared(name, child?.Inputs), (JsonData)$"=input.{name}"))]).ToJson();
        ObjectData output = ObjectData.Of([.. outputs.Select(name => (name, (JsonData)$"=result.Output.{Declared(name, child?.Outputs)}")), ("outcomes", "=result.Output.outcomes ?? []")]);
        return Of(
            node,
            StartAndWait,
            [.. inputs.Select(name => Optional(name, ((node.Members[name] as ObjectData)?["typeName"] as StringData)?.Value ?? "Object"))],
            [.. outputs.Select(name => new ManifestOutput(name, "Object", true)), new("outcomes", "String[]")],
            Starting(MachineName(((StringData)node.Members["workflowDefinitionId"]!).Value), JsonData.Parse(input)),
            output.ToJson());
    }

    private static ManifestActivity Of(ActivityNode node, string resource, IReadOnlyList<ManifestInput> inputs, IReadOnlyList<ManifestOutput> outputs, JsonData arguments, string output) =>
        new(node.Type, node.Type, node.DisplayName, inputs, outputs, [], new IntegrationForm(resource, arguments, JsonData.Parse(output), []));

    private static JsonData Waiting => Entry("Waiting for an event", ObjectData.Of(("eventName", "=input.eventName"), ("taskToken", "=context.Task.Token"), ("executionArn", "=context.Execution.Id")));

    /// <summary>The worker takes the message and answers with the token; where it is sent as an event, <c>eventName</c> is the task's name.</summary>
    private static ObjectData Handing => ObjectData.Of(
        ("QueueUrl", $"=`https://sqs.{Region}.amazonaws.com/{Account}/{Queue}`"),
        ("MessageBody", ObjectData.Of(
            ("taskName", "=input.taskName"), ("payload", "=input.payload"), ("eventName", "=input.taskName"), ("taskToken", "=context.Task.Token"), ("executionArn", "=context.Execution.Id"))));

    /// <summary>A script of a language that no state machine evaluates is a Lambda function that its author provides; it gets the script's activity as its payload.</summary>
    private static ManifestActivity? OwnFunction(ActivityNode node) => node.CustomProperties[FunctionProperty] is StringData { Value: { Length: > 0 } name }
        ? new(node.Type, node.Type, node.DisplayName, [Optional("payload", "Object")], [new("result", "Object")], [], new LambdaForm(name, null))
        : null;

    private static JsonData Publishing => Entry("=input.eventName", ObjectData.Of(("payload", "=input.payload"), ("correlationId", "=input.correlationId"), ("executionArn", "=context.Execution.Id")));

    private static ObjectData Entry(string type, ObjectData detail) => ObjectData.Of(("Entries", new ArrayData(ObjectData.Of(
        ("Source", "imageflow"), ("DetailType", type), ("EventBusName", Bus), ("Detail", detail)))));

    private static ObjectData Calling(ActivityNode node)
    {
        bool hasHeaders = Inputs.Find(node, "requestHeaders") is not null;
        return ObjectData.Of(
            ("ApiEndpoint", "=input.url"),
            ("Method", "=input.method"),
            ("Authentication", ObjectData.Of(("ConnectionArn", (node.CustomProperties[ConnectionProperty] as StringData)?.Value ?? ""))),
            ("Headers", hasHeaders ? "=input.requestHeaders" : Inputs.Find(node, "contentType") is not null ? ObjectData.Of(("Content-Type", "=input.contentType")) : ObjectData.Empty),
            ("RequestBody", "=input.content"));
    }

    /// <summary>The child's machine stands beside this one: its ARN is this one's but for the name.</summary>
    private static ObjectData Starting(string name, JsonData input) => ObjectData.Of(
        ("StateMachineArn", $"=`arn:${{context.StateMachine.Id.split(':')[1]}}:states:{Region}:{Account}:stateMachine:{name}`"),
        ("Input", input));

    private static ManifestInput Required(string name) => new(name, "String", name, true, null);

    private static ManifestInput Optional(string name, string type, JsonData? standard = null) => new(name, type, name, false, standard);

    private static string Declared(string member, IReadOnlyList<WorkflowArgument>? arguments) =>
        arguments?.FirstOrDefault(argument => Binding.CalledOutputs.Member(argument.Name) == member)?.Name ?? Capital(member);

    private static string Capital(string name) => char.ToUpper(name[0], CultureInfo.InvariantCulture) + name[1..];
}
