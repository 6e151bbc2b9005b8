using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>
/// The HTTP API for the page and other clients, each route with its function: uploads, records, approvals and rankings, as far as the flow has to do with them.
/// The WebSocket API is <see cref="SocketPart"/>.
/// </summary>
internal sealed class BackendsPart(TemplateScope scope)
{
    public const string FunctionVariable = "IMAGEFLOW_BACKEND";

    private const string Api = "HttpApi";
    private const string Authorizer = "HttpApiAuthorizer";
    private const string Jwt = "JWT";
    private const int Memory = 512;
    private const int Timeout = 30;

    /// <summary>Who may look and upload, and who may change, decide and see what belongs to a person.</summary>
    private const string PublicAccess = "PublicAccess";
    private const string MemberAccess = "MemberAccess";

    private NamedResource? uploads;
    private NamedResource? records;
    private NamedResource? approvals;
    private bool ranks;

    /// <summary>The resources that the functions need, named before they are made.</summary>
    public void Name()
    {
        ResourceNames names = scope.Names;
        if (!scope.Request.HasApi)
        {
            return;
        }

        uploads = names.Find(ResourceKind.Bucket, ResourceNames.Uploads);
        records = names.Find(ResourceKind.Table, ResourceNames.Images);
        approvals = names.Find(ResourceKind.Queue, ResourceNames.Approvals);
        ranks = scope.Inventory.Calls.Any(call => call.Service.StartsWith("personalize", StringComparison.Ordinal));
        if (records is not null)
        {
            names.Use(ResourceKind.Queue, ResourceNames.Jobs);
        }

        if (approvals is not null)
        {
            names.Use(ResourceKind.Table, ResourceNames.Approvals, "ApprovalsTable", isCreated: true);
        }
    }

    /// <returns>The functions, with what they need as permissions.</returns>
    public IReadOnlyList<FunctionSettings> Add()
    {
        List<Backend> backends = [];
        if (uploads is not null)
        {
            backends.Add(Uploads(uploads));
        }

        if (records is not null)
        {
            backends.Add(Records(records));
        }

        if (approvals is not null)
        {
            backends.Add(Approvals(approvals));
        }

        if (ranks)
        {
            backends.Add(Ranking());
        }

        if (backends.Count == 0)
        {
            return [];
        }

        AddApi();
        foreach (Backend backend in backends)
        {
            AddBackend(backend);
        }

        return [.. backends.Select(backend => Settings(backend.Name))];
    }

    /// <summary>The function of a backend under its usual name.</summary>
    public static NamedResource Function(string backend) => new(ResourceKind.Function, "imageflow-" + backend, backend + "Function", IsCreated: true);

    public static FunctionSettings Settings(string backend) => new(backend, Function(backend).Name, Memory, Timeout) { IsBackend = true };

    /// <summary>Lets an API call a function.</summary>
    public static void AddPermission(TemplateScope scope, string id, string function, string service, JsonNode source) => scope.Template.Resource(
        id,
        "AWS::Lambda::Permission",
        new JsonObject { ["FunctionName"] = Cfn.Ref(function), ["Action"] = "lambda:InvokeFunction", ["Principal"] = service, ["SourceArn"] = source });

    private Backend Uploads(NamedResource bucket) => new(
        "CreateUpload",
        new JsonObject { ["IMAGEFLOW_BUCKET"] = Cfn.Ref(bucket.LogicalId) },
        [new Grant("s3:PutObject", bucket.Arn + "/uploads/*", "Presigned uploads")],
        [new Route("POST /api/uploads", PublicAccess)]);

    private Backend Records(NamedResource table)
    {
        NamedResource queue = scope.Names.Find(ResourceKind.Queue, ResourceNames.Jobs)!;
        NamedResource[] buckets = [.. scope.Names.OfKind(ResourceKind.Bucket).Where(bucket => bucket.IsCreated && bucket.Name is ResourceNames.Uploads or ResourceNames.Processed)];
        JsonObject variables = new() { ["IMAGEFLOW_TABLE"] = Cfn.Ref(table.LogicalId), ["IMAGEFLOW_QUEUE_URL"] = Cfn.Ref(queue.LogicalId) };
        if (scope.Request.Website == WebsiteKind.CloudFront && buckets.FirstOrDefault(bucket => bucket.Name == ResourceNames.Processed) is { } processed)
        {
            variables["IMAGEFLOW_SITE"] = WebsitePart.Origin(WebsiteKind.CloudFront);
            variables["IMAGEFLOW_SITE_BUCKET"] = Cfn.Ref(processed.LogicalId);
        }

        return new Backend(
            "Records",
            variables,
            [
                .. Rights("Records", table.Arn, "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", "dynamodb:UpdateItem"),
                new Grant("sqs:SendMessage", queue.Arn, "Handing new records on"),
                .. buckets.SelectMany(bucket => (Grant[])[.. Rights("Pictures of records", bucket.Arn + "/*", "s3:DeleteObject", "s3:GetObject"), new Grant("s3:ListBucket", bucket.Arn, "Telling absent from forbidden")]),
            ],
            [
                new Route("GET /api/images", PublicAccess),
                new Route("GET /api/images/{id}", PublicAccess),
                new Route("POST /api/images", MemberAccess),
                new Route("PUT /api/images/{id}", MemberAccess),
                new Route("DELETE /api/images/{id}", MemberAccess),
            ]);
    }

    private Backend Approvals(NamedResource queue)
    {
        NamedResource table = scope.Names.Find(ResourceKind.Table, ResourceNames.Approvals)!;
        return new Backend(
            "Approve",
            new JsonObject { ["IMAGEFLOW_TABLE"] = Cfn.Ref(table.LogicalId) },
            [
                .. Rights("Approvals", table.Arn, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan", "dynamodb:UpdateItem"),
                .. Rights("Messages with task tokens", queue.Arn, "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
                .. Rights("Answering this state machine's tasks", scope.Machine.Arn, "states:SendTaskFailure", "states:SendTaskSuccess"),
            ],
            [new Route("GET /api/approvals", MemberAccess), new Route("GET /api/approvals/{id}", MemberAccess), new Route("POST /api/approvals/{id}", MemberAccess)])
        {
            Queue = queue,
        };
    }

    private Backend Ranking()
    {
        string Campaign(string parameter, string text, string standard)
        {
            scope.Template.Parameter(parameter, text, standard);
            return TemplateScope.Arn("personalize", $"campaign/${{{parameter}}}");
        }

        string recommendations = Campaign("RecommendationsCampaign", "The name of the campaign of Personalize that recommends.", "student-recommendations");
        string ranking = Campaign("RankingCampaign", "The name of the campaign of Personalize that ranks.", "student-ranking");
        scope.Template.Parameter("RankedTableName", "The table whose items are ranked; it exists already.", "ClassActivity");
        return new Backend(
            "GetRanking",
            new JsonObject
            {
                ["IMAGEFLOW_RECOMMENDATIONS"] = Cfn.Sub(recommendations),
                ["IMAGEFLOW_RANKING"] = Cfn.Sub(ranking),
                ["IMAGEFLOW_TABLE"] = Cfn.Ref("RankedTableName"),
                ["IMAGEFLOW_MARKS"] = scope.Template.Parameter("RankedTableMarks", "Keys in that table that are no items, separated by commas.", "nightly-ranking"),
            },
            [
                new Grant("personalize:GetRecommendations", recommendations, "Recommendations"),
                new Grant("personalize:GetPersonalizedRanking", ranking, "Rankings"),
                new Grant("dynamodb:Scan", TemplateScope.Arn("dynamodb", "table/${RankedTableName}"), "What is ranked"),
            ],
            [new Route("GET /ranking/{userId}", MemberAccess)]);
    }

    private void AddApi()
    {
        Template template = scope.Template;
        foreach ((string access, string who, string standard) in new[]
        {
            (PublicAccess, "may upload and look at pictures", "NONE"),
            (MemberAccess, "may change and delete records, decide approvals and see rankings", "AWS_IAM"),
        })
        {
            template.Parameter(access, $"Who {who}: NONE for everybody, AWS_IAM for requests signed with AWS credentials, JWT for people with a token of JwtIssuer.", standard, allowed: new JsonArray("NONE", "AWS_IAM", Jwt));
            template.Condition(access + "ByJwt", Cfn.Equal(Cfn.Ref(access), JsonValue.Create(Jwt)));
        }

        template.Condition("UsesJwt", Cfn.Or(Cfn.Condition(PublicAccess + "ByJwt"), Cfn.Condition(MemberAccess + "ByJwt")));
        template.Resource(Api, "AWS::ApiGatewayV2::Api", new JsonObject
        {
            ["Name"] = Cfn.Sub($"${{{scope.Machine.Parameter}}}-http"),
            ["ProtocolType"] = "HTTP",
            ["CorsConfiguration"] = new JsonObject
            {
                ["AllowOrigins"] = scope.SiteOrigins(),
                ["AllowMethods"] = new JsonArray("GET", "POST", "PUT", "DELETE"),
                ["AllowHeaders"] = new JsonArray("content-type", "authorization", "x-amz-date", "x-amz-security-token"),
                ["MaxAge"] = 3000,
            },
        });
        template.Resource(
            Authorizer,
            "AWS::ApiGatewayV2::Authorizer",
            new JsonObject
            {
                ["ApiId"] = Cfn.Ref(Api),
                ["Name"] = "people",
                ["AuthorizerType"] = Jwt,
                ["IdentitySource"] = new JsonArray("$request.header.Authorization"),
                ["JwtConfiguration"] = new JsonObject
                {
                    ["Issuer"] = template.Parameter("JwtIssuer", "Who issues the tokens, such as https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc; for the access JWT.", ""),
                    ["Audience"] = new JsonArray(template.Parameter("JwtAudience", "For whom the tokens are issued, such as the client id; for the access JWT.", "")),
                },
            },
            attributes: new JsonObject { ["Condition"] = "UsesJwt" });
        template.Resource("HttpApiStage", "AWS::ApiGatewayV2::Stage", new JsonObject
        {
            ["ApiId"] = Cfn.Ref(Api),
            ["StageName"] = "$default",
            ["AutoDeploy"] = true,
            ["DefaultRouteSettings"] = Throttling(scope),
        });
        template.Output("HttpApiUrl", "The API of the page: uploads, records, approvals, rankings.", Cfn.GetAtt(Api, "ApiEndpoint"));
    }

    public static JsonObject Throttling(TemplateScope scope) => new()
    {
        ["ThrottlingRateLimit"] = scope.Template.Parameter("ApiRateLimit", "Requests per second that the API takes on the average.", 50, "Number"),
        ["ThrottlingBurstLimit"] = scope.Template.Parameter("ApiBurstLimit", "Requests that the API takes at once.", 100, "Number"),
    };

    private void AddBackend(Backend backend)
    {
        Template template = scope.Template;
        NamedResource function = Function(backend.Name);
        backend.Variables[FunctionVariable] = backend.Name;
        FunctionsPart.Add(scope, function, Settings(backend.Name), $"The backend {backend.Name} of the HTTP API", backend.Variables, [.. backend.Rights, .. FunctionRights.Basics(function)]);
        AddPermission(scope, function.LogicalId + "Permission", function.LogicalId, "apigateway.amazonaws.com", Cfn.Sub(TemplateScope.Arn("execute-api", $"${{{Api}}}/*")));
        string integration = backend.Name + "Integration";
        template.Resource(integration, "AWS::ApiGatewayV2::Integration", new JsonObject
        {
            ["ApiId"] = Cfn.Ref(Api),
            ["IntegrationType"] = "AWS_PROXY",
            ["IntegrationUri"] = Cfn.GetAtt(function.LogicalId, "Arn"),
            ["PayloadFormatVersion"] = "2.0",
        });
        for (int i = 0; i < backend.Routes.Count; i++)
        {
            Route route = backend.Routes[i];
            template.Resource($"{backend.Name}Route{(i == 0 ? "" : i + 1)}", "AWS::ApiGatewayV2::Route", new JsonObject
            {
                ["ApiId"] = Cfn.Ref(Api),
                ["RouteKey"] = route.Key,
                ["Target"] = Cfn.Sub($"integrations/${{{integration}}}"),
                ["AuthorizationType"] = Cfn.Ref(route.Access),
                ["AuthorizerId"] = Cfn.If(route.Access + "ByJwt", Cfn.Ref(Authorizer), Cfn.NoValue),
            });
        }

        if (backend.Queue is { } queue)
        {
            template.Resource(backend.Name + "Messages", "AWS::Lambda::EventSourceMapping", new JsonObject
            {
                ["FunctionName"] = Cfn.Ref(function.LogicalId),
                ["EventSourceArn"] = Cfn.GetAtt(queue.LogicalId, "Arn"),
                ["FunctionResponseTypes"] = new JsonArray("ReportBatchItemFailures"),
            });
        }
    }

    private static IEnumerable<Grant> Rights(string use, string resource, params string[] actions) => actions.Select(action => new Grant(action, resource, use));

    /// <param name="Name">The value of <c>IMAGEFLOW_BACKEND</c>.</param>
    private sealed record Backend(string Name, JsonObject Variables, IReadOnlyList<Grant> Rights, IReadOnlyList<Route> Routes)
    {
        /// <summary>The queue whose messages the function gets too.</summary>
        public NamedResource? Queue { get; init; }
    }

    /// <param name="Access">The parameter that says who may call it.</param>
    private sealed record Route(string Key, string Access);
}
