using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Lambda;
using ImageFlow.LocalCloud.Uploads;
using ImageFlow.Tests.Server;

namespace ImageFlow.Tests.Backends;

/// <summary>The backends as functions, whose AWS is the server's own AWS address: what they answer can be held against the server's routes.</summary>
internal sealed class BackendRig(RunningServer server)
{
    public const string RecommendationsCampaign = "arn:aws:personalize:us-east-1:123456789012:campaign/student-recommendations";
    public const string RankingCampaign = "arn:aws:personalize:us-east-1:123456789012:campaign/student-ranking";

    private readonly Dictionary<string, string> common = new()
    {
        ["AWS_ENDPOINT_URL"] = server.AwsUrl.ToString(),
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = Signer(server).Credentials.AccessKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = Signer(server).Credentials.Secret,
        ["IMAGEFLOW_BUCKET"] = "imageflow-uploads",
        ["IMAGEFLOW_TABLE"] = "imageflow-images",
        ["IMAGEFLOW_QUEUE_URL"] = new Uri(server.AwsUrl, "123456789012/imageflow-jobs").ToString(),
        ["IMAGEFLOW_RECOMMENDATIONS"] = RecommendationsCampaign,
        ["IMAGEFLOW_RANKING"] = RankingCampaign,
    };

    public static UploadSigner Signer(RunningServer server) => server.App.Cloud.Uploads;

    /// <summary>A function of this backend.</summary>
    /// <param name="changes">Settings other than the common ones.</param>
    public Function Open(string backend, params (string Name, string? Value)[] changes)
    {
        Dictionary<string, string?> settings = common.ToDictionary(entry => entry.Key, entry => (string?)entry.Value);
        settings[Function.BackendVariable] = backend;
        foreach ((string name, string? value) in changes)
        {
            settings[name] = value;
        }

        return new Function(settings.GetValueOrDefault, null, null);
    }

    /// <summary>Hands the function an event and gives its answer.</summary>
    public static JsonObject Invoke(Function function, JsonObject payload)
    {
        using Stream answer = function.Handle(new MemoryStream(Encoding.UTF8.GetBytes(payload.ToJsonString())));
        return JsonNode.Parse(answer)!.AsObject();
    }

    /// <summary>Calls a route as an HTTP API does (payload format 2.0).</summary>
    /// <param name="route">Such as <c>GET /api/images/{id}</c>.</param>
    public static (HttpStatusCode Status, JsonNode? Body, string? Location) Call(Function function, string route, JsonNode? body = null, (string Name, string Value)? part = null, JsonObject? query = null, bool base64 = false)
    {
        string? text = body?.ToJsonString();
        JsonObject answer = Invoke(function, new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = route,
            ["pathParameters"] = part is var (name, value) ? new JsonObject { [name] = value } : null,
            ["queryStringParameters"] = query,
            ["body"] = base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text!)) : text,
            ["isBase64Encoded"] = base64,
        });
        return ((HttpStatusCode)(int)answer["statusCode"]!, (string?)answer["body"] is { } json ? JsonNode.Parse(json) : null, (string?)answer["headers"]?["location"]);
    }
}
