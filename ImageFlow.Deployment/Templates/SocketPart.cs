using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>Notifications over a WebSocket API: its connections in a table, and a function that the topic calls and that sends to them.</summary>
internal static class SocketPart
{
    private const string Api = "SocketApi";
    private const string Backend = "Socket";
    private const string Stage = "v1";
    private const string Table = "ConnectionsTable";

    /// <param name="functions">The function is added to these.</param>
    public static void Add(TemplateScope scope, List<FunctionSettings> functions)
    {
        if (!scope.Request.HasApi || scope.Names.Find(ResourceKind.Topic, ResourceNames.Notifications) is not { } topic)
        {
            return;
        }

        NamedResource table = new(ResourceKind.Table, "imageflow-connections", Table, IsCreated: true);
        ServicesPart.AddTable(scope, table);
        AddApi(scope);
        NamedResource function = BackendsPart.Function(Backend);
        string arn = TemplateScope.Arn("execute-api", $"${{{Api}}}");
        FunctionsPart.Add(
            scope,
            function,
            BackendsPart.Settings(Backend),
            "Notifications over WebSockets",
            new JsonObject
            {
                [BackendsPart.FunctionVariable] = Backend,
                ["IMAGEFLOW_TABLE"] = Cfn.Ref(Table),
                ["IMAGEFLOW_SOCKET_API"] = Cfn.Sub($"https://${{{Api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{Stage}"),
            },
            [
                new Grant("dynamodb:DeleteItem", table.Arn, "Connections"),
                new Grant("dynamodb:PutItem", table.Arn, "Connections"),
                new Grant("dynamodb:Scan", table.Arn, "Connections"),
                new Grant("execute-api:ManageConnections", $"{arn}/{Stage}/POST/@connections/*", "Sending"),
                .. FunctionRights.Basics(function),
            ]);
        BackendsPart.AddPermission(scope, "SocketFunctionPermission", function.LogicalId, "apigateway.amazonaws.com", Cfn.Sub(arn + "/*"));
        BackendsPart.AddPermission(scope, "SocketTopicPermission", function.LogicalId, "sns.amazonaws.com", Cfn.Ref(topic.LogicalId));
        scope.Template.Resource("SocketSubscription", "AWS::SNS::Subscription", new JsonObject
        {
            ["TopicArn"] = Cfn.Ref(topic.LogicalId),
            ["Protocol"] = "lambda",
            ["Endpoint"] = Cfn.GetAtt(function.LogicalId, "Arn"),
        });
        functions.Add(BackendsPart.Settings(Backend));
    }

    private static void AddApi(TemplateScope scope)
    {
        Template template = scope.Template;
        template.Resource(Api, "AWS::ApiGatewayV2::Api", new JsonObject
        {
            ["Name"] = Cfn.Sub($"${{{scope.Machine.Parameter}}}-notifications"),
            ["ProtocolType"] = "WEBSOCKET",
            ["RouteSelectionExpression"] = "$request.body.action",
        });
        template.Resource("SocketIntegration", "AWS::ApiGatewayV2::Integration", new JsonObject
        {
            ["ApiId"] = Cfn.Ref(Api),
            ["IntegrationType"] = "AWS_PROXY",
            ["IntegrationUri"] = Cfn.Sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${SocketFunction.Arn}/invocations"),
        });
        foreach ((string id, string key) in new[] { ("Connect", "$connect"), ("Disconnect", "$disconnect"), ("Default", "$default") })
        {
            template.Resource($"Socket{id}Route", "AWS::ApiGatewayV2::Route", new JsonObject
            {
                ["ApiId"] = Cfn.Ref(Api),
                ["RouteKey"] = key,
                ["AuthorizationType"] = id == "Connect"
                    ? template.Parameter("SocketAccess", "Who may listen to notifications: AWS_IAM for requests signed with AWS credentials, NONE for everybody.", "AWS_IAM", allowed: new JsonArray("AWS_IAM", "NONE"))
                    : "NONE",
                ["Target"] = Cfn.Sub("integrations/${SocketIntegration}"),
            });
        }

        template.Resource("SocketStage", "AWS::ApiGatewayV2::Stage", new JsonObject
        {
            ["ApiId"] = Cfn.Ref(Api),
            ["StageName"] = Stage,
            ["AutoDeploy"] = true,
            ["DefaultRouteSettings"] = BackendsPart.Throttling(scope),
        });
        template.Output("SocketApiUrl", "Notifications over a WebSocket; ?topic=NAME for those of one topic.", Cfn.Sub($"wss://${{{Api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{Stage}"));
    }
}
