using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>What the parts of a template share.</summary>
internal sealed record TemplateScope(DeploymentRequest Request, Template Template, FlowInventory Inventory, ResourceNames Names, NamedResource Machine)
{
    public const string Standard = "STANDARD";
    public const string Express = "EXPRESS";

    private const string RetentionParameter = "LogRetentionDays";

    /// <summary>What AWS accepts as days of retention, as far as anyone needs it.</summary>
    private static readonly int[] Retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731];

    /// <summary>The parameter that holds a resource's name.</summary>
    public JsonNode Name(NamedResource resource)
    {
        string text = resource.Kind switch
        {
            ResourceKind.Bucket when resource.IsCreated => "The name of the bucket. Names of buckets are unique in all of AWS.",
            ResourceKind.Identity => "The address or domain that sends mail; its owner confirms it once.",
            _ when resource.IsCreated => $"The name of the {Noun(resource.Kind)}.",
            _ when resource.IsUnknown => $"The name of the {Noun(resource.Kind)} that '{resource.Name}' stands for, a state or a variable that only a run works out.",
            _ => $"The name of the {Noun(resource.Kind)}, which exists already.",
        };
        return resource.IsParameter ? Template.Parameter(resource.Parameter, text, resource.IsUnknown ? null : resource.Name) : JsonValue.Create(resource.Name);
    }

    /// <summary>The origins of pages that may call from a browser: what a parameter says, and the website.</summary>
    public JsonArray SiteOrigins()
    {
        JsonNode named = Template.Parameter("SiteOrigin", "The origin of the page that uploads and asks from a browser, such as https://example.org.", "http://127.0.0.1:5080");
        return WebsitePart.Origin(Request.Website) is { } website ? new JsonArray(named, website) : new JsonArray(named);
    }

    /// <summary>A log group that keeps its lines for the days that a parameter says.</summary>
    public void LogGroup(string id, string name) => Template.Resource(
        id,
        "AWS::Logs::LogGroup",
        new JsonObject
        {
            ["LogGroupName"] = Cfn.Sub(name),
            ["RetentionInDays"] = Template.Parameter(
                RetentionParameter, "How many days logs are kept.", 30, "Number", new JsonArray([.. Retentions.Select(days => JsonValue.Create(days))])),
        },
        attributes: new JsonObject { ["DeletionPolicy"] = "Delete", ["UpdateReplacePolicy"] = "Delete" });

    /// <summary>A role with one policy.</summary>
    public void Role(string id, JsonObject trust, IEnumerable<Grant> grants) => Template.Resource(
        id,
        "AWS::IAM::Role",
        new JsonObject
        {
            ["AssumeRolePolicyDocument"] = trust,
            ["Policies"] = new JsonArray(new JsonObject { ["PolicyName"] = "least-privilege", ["PolicyDocument"] = PolicyDocument.Allowing(grants) }),
        });

    /// <summary>An ARN of this account and region, as text for <c>Fn::Sub</c>.</summary>
    public static string Arn(string service, string resource) => $"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}";

    private static string Noun(ResourceKind kind) => kind switch
    {
        ResourceKind.Bus => "event bus",
        ResourceKind.Collection => "face collection",
        ResourceKind.StateMachine => "state machine",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
