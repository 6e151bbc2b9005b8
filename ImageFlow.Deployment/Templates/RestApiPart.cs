using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;
using ImageFlow.Deployment.Triggers;

namespace ImageFlow.Deployment.Templates;

/// <summary>A REST API whose POST starts an execution, without a function in between.</summary>
internal static class RestApiPart
{
    private const string Api = "Api";
    private const string Model = "ApiRequest";

    /// <summary>
    /// Makes StartExecution's request. The body becomes a JSON string: escapeJavaScript also escapes apostrophes, which JSON does not
    /// know, and replaceAll takes that back.
    /// </summary>
    internal const string RequestTemplate =
        """{"stateMachineArn":"${StateMachine}","input":"$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")"}""";

    public static void Add(TemplateScope scope, IReadOnlyList<Trigger.HttpRequest> requests)
    {
        Template template = scope.Template;
        string origin = "SiteOrigin";
        template.Parameter(origin, "The origin of the page that calls from a browser, such as https://example.org.", "http://127.0.0.1:5080");
        template.Resource(Api, "AWS::ApiGateway::RestApi", new JsonObject
        {
            ["Name"] = Cfn.Sub($"${{{scope.Machine.Parameter}}}"),
            ["EndpointConfiguration"] = new JsonObject { ["Types"] = new JsonArray("REGIONAL") },
        });
        template.Resource(Model, "AWS::ApiGateway::Model", new JsonObject
        {
            ["RestApiId"] = Cfn.Ref(Api),
            ["ContentType"] = "application/json",
            ["Schema"] = new JsonObject { ["$schema"] = "http://json-schema.org/draft-04/schema#", ["type"] = "object" },
        });
        template.Resource("ApiValidator", "AWS::ApiGateway::RequestValidator", new JsonObject { ["RestApiId"] = Cfn.Ref(Api), ["ValidateRequestBody"] = true });
        scope.Role(
            "ApiRole",
            PolicyDocument.Trust("apigateway.amazonaws.com"),
            [new Grant(scope.Request.IsExpress ? "states:StartSyncExecution" : "states:StartExecution", scope.Machine.Arn, "Starting this state machine")]);
        List<string> methods = [];
        for (int i = 0; i < requests.Count; i++)
        {
            methods.AddRange(AddPath(scope, requests[i], i == 0 ? "" : $"{i + 1}", origin));
        }

        AddStage(scope, methods);
    }

    private static IEnumerable<string> AddPath(TemplateScope scope, Trigger.HttpRequest request, string number, string origin)
    {
        Template template = scope.Template;
        JsonNode parent = Cfn.GetAtt(Api, "RootResourceId");
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string id = $"ApiPath{number}{ResourceNames.Pascal(string.Join('-', parts[..(i + 1)]))}";
            template.Resource(id, "AWS::ApiGateway::Resource", new JsonObject { ["RestApiId"] = Cfn.Ref(Api), ["ParentId"] = parent, ["PathPart"] = parts[i] });
            parent = Cfn.Ref(id);
        }

        string post = "ApiPost" + number;
        template.Resource(post, "AWS::ApiGateway::Method", new JsonObject
        {
            ["RestApiId"] = Cfn.Ref(Api),
            ["ResourceId"] = parent.DeepClone(),
            ["HttpMethod"] = "POST",
            ["AuthorizationType"] = template.Parameter("ApiAuthorization", "Who may call the API: AWS_IAM for signed requests, NONE for everybody.", "AWS_IAM", allowed: new JsonArray("AWS_IAM", "NONE")),
            ["RequestModels"] = new JsonObject { ["application/json"] = Cfn.Ref(Model) },
            ["RequestValidatorId"] = Cfn.Ref("ApiValidator"),
            ["MethodResponses"] = new JsonArray(Response("200", null, origin), Response("400", null, origin), Response("500", null, origin)),
            ["Integration"] = new JsonObject
            {
                ["Type"] = "AWS",
                ["IntegrationHttpMethod"] = "POST",
                ["Uri"] = Cfn.Sub($"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:states:action/{(scope.Request.IsExpress ? "StartSyncExecution" : "StartExecution")}"),
                ["Credentials"] = Cfn.GetAtt("ApiRole", "Arn"),
                ["PassthroughBehavior"] = "NEVER",
                ["RequestTemplates"] = new JsonObject { ["application/json"] = Cfn.Sub(RequestTemplate) },
                ["IntegrationResponses"] = new JsonArray(Response("200", "", origin), Response("400", "4\\d{2}", origin), Response("500", "5\\d{2}", origin)),
            },
        });
        string options = "ApiOptions" + number;
        template.Resource(options, "AWS::ApiGateway::Method", Preflight(parent.DeepClone(), origin), "What a browser asks before it posts from another origin.");
        return [post, options];
    }

    /// <param name="selection">Which of the service's answers this is for; <see langword="null"/> for the declaration of a method's response.</param>
    private static JsonObject Response(string status, string? selection, string origin)
    {
        JsonObject response = new()
        {
            ["StatusCode"] = status,
            ["ResponseParameters"] = new JsonObject
            {
                ["method.response.header.Access-Control-Allow-Origin"] = selection is null ? JsonValue.Create(true) : Cfn.Sub($"'${{{origin}}}'"),
            },
        };
        if (selection is { Length: > 0 })
        {
            response["SelectionPattern"] = selection;
        }

        return response;
    }

    private static JsonObject Preflight(JsonNode resource, string origin) => new()
    {
        ["RestApiId"] = Cfn.Ref(Api),
        ["ResourceId"] = resource,
        ["HttpMethod"] = "OPTIONS",
        ["AuthorizationType"] = "NONE",
        ["MethodResponses"] = new JsonArray(new JsonObject
        {
            ["StatusCode"] = "204",
            ["ResponseParameters"] = new JsonObject
            {
                ["method.response.header.Access-Control-Allow-Headers"] = true,
                ["method.response.header.Access-Control-Allow-Methods"] = true,
                ["method.response.header.Access-Control-Allow-Origin"] = true,
            },
        }),
        ["Integration"] = new JsonObject
        {
            ["Type"] = "MOCK",
            ["RequestTemplates"] = new JsonObject { ["application/json"] = """{"statusCode": 204}""" },
            ["IntegrationResponses"] = new JsonArray(new JsonObject
            {
                ["StatusCode"] = "204",
                ["ResponseParameters"] = new JsonObject
                {
                    ["method.response.header.Access-Control-Allow-Headers"] = "'Content-Type,Authorization,X-Amz-Date,X-Amz-Security-Token'",
                    ["method.response.header.Access-Control-Allow-Methods"] = "'POST,OPTIONS'",
                    ["method.response.header.Access-Control-Allow-Origin"] = Cfn.Sub($"'${{{origin}}}'"),
                },
            }),
        },
    };

    private static void AddStage(TemplateScope scope, IReadOnlyList<string> methods)
    {
        // A deployment is a picture of the API: without another id, CloudFormation would keep the old picture when the API changes.
        string deployment = "ApiDeployment" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(methods.Select(id => scope.Template.Resources[id]!.ToJsonString())))))[..8];
        scope.Template.Resource(
            deployment,
            "AWS::ApiGateway::Deployment",
            new JsonObject { ["RestApiId"] = Cfn.Ref(Api) },
            attributes: new JsonObject { ["DependsOn"] = new JsonArray([.. methods.Select(method => JsonValue.Create(method))]) });
        scope.Template.Resource("ApiStage", "AWS::ApiGateway::Stage", new JsonObject
        {
            ["RestApiId"] = Cfn.Ref(Api),
            ["DeploymentId"] = Cfn.Ref(deployment),
            ["StageName"] = "v1",
            ["TracingEnabled"] = true,
            ["MethodSettings"] = new JsonArray(new JsonObject
            {
                ["HttpMethod"] = "*",
                ["ResourcePath"] = "/*",
                ["ThrottlingRateLimit"] = scope.Template.Parameter("ApiRateLimit", "Requests per second that the API takes on the average.", 50, "Number"),
                ["ThrottlingBurstLimit"] = scope.Template.Parameter("ApiBurstLimit", "Requests that the API takes at once.", 100, "Number"),
            }),
        });
        scope.Template.Output("ApiUrl", "Where to POST.", Cfn.Sub("https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1"));
    }
}
