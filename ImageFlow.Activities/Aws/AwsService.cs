using System.Collections.Frozen;

namespace ImageFlow.Activities.Aws;

/// <summary>How a service writes requests and answers (Smithy's names of AWS's protocols).</summary>
public enum AwsProtocol
{
    /// <summary>JSON; the header <c>X-Amz-Target</c> names the operation.</summary>
    AwsJson,

    /// <summary>JSON; method and path name the operation.</summary>
    RestJson,

    /// <summary>A form with <c>Action</c>; the answer is XML.</summary>
    Query,
}

/// <summary>Method and path of an operation; members of the request stand in braces.</summary>
public sealed record AwsRoute(HttpMethod Method, string Path);

/// <summary>How a service of AWS is spoken to, from its API model.</summary>
/// <param name="Name">As Step Functions names it after <c>aws-sdk:</c>.</param>
/// <param name="ServiceId">As the SDKs name it, also in the variables <c>AWS_ENDPOINT_URL_…</c>.</param>
/// <param name="HostPrefix">The first part of its host's name.</param>
/// <param name="SigningName">Its name in signatures.</param>
public sealed record AwsService(string Name, string ServiceId, string HostPrefix, string SigningName, AwsProtocol Protocol)
{
    private const string JsonType = "application/json";

    private static readonly FrozenDictionary<string, AwsRoute> None = FrozenDictionary<string, AwsRoute>.Empty;

    public static IReadOnlyList<AwsService> All { get; } =
    [
        Json("rekognition", "Rekognition", "rekognition", "RekognitionService", "1.1"),
        Json("dynamodb", "DynamoDB", "dynamodb", "DynamoDB_20120810", "1.0"),
        Json("sqs", "SQS", "sqs", "AmazonSQS", "1.0"),
        Json("sfn", "SFN", "states", "AWSStepFunctions", "1.0"),
        Json("eventbridge", "EventBridge", "events", "AWSEvents", "1.1"),
        Json("personalize", "Personalize", "personalize", "AmazonPersonalize", "1.1"),
        Rest("personalizeruntime", "Personalize Runtime", "personalize-runtime", "personalize", ("GetRecommendations", HttpMethod.Post, "/recommendations"), ("GetPersonalizedRanking", HttpMethod.Post, "/personalize-ranking")),
        Rest("sesv2", "SESv2", "email", "ses", ("SendEmail", HttpMethod.Post, "/v2/email/outbound-emails")),
        Rest("scheduler", "Scheduler", "scheduler", "scheduler",
            ("CreateSchedule", HttpMethod.Post, "/schedules/{Name}"), ("UpdateSchedule", HttpMethod.Put, "/schedules/{Name}"), ("GetSchedule", HttpMethod.Get, "/schedules/{Name}"),
            ("DeleteSchedule", HttpMethod.Delete, "/schedules/{Name}"), ("ListSchedules", HttpMethod.Get, "/schedules")),
        Rest("pipes", "Pipes", "pipes", "pipes",
            ("CreatePipe", HttpMethod.Post, "/v1/pipes/{Name}"), ("UpdatePipe", HttpMethod.Put, "/v1/pipes/{Name}"), ("DescribePipe", HttpMethod.Get, "/v1/pipes/{Name}"),
            ("DeletePipe", HttpMethod.Delete, "/v1/pipes/{Name}"), ("StartPipe", HttpMethod.Post, "/v1/pipes/{Name}/start"), ("StopPipe", HttpMethod.Post, "/v1/pipes/{Name}/stop"),
            ("ListPipes", HttpMethod.Get, "/v1/pipes")),
        new("sns", "SNS", "sns", "sns", AwsProtocol.Query) { ContentType = "application/x-www-form-urlencoded; charset=utf-8", Version = "2010-03-31" },
    ];

    /// <summary>What stands before the operation in <c>X-Amz-Target</c>; empty for the other protocols.</summary>
    public string TargetPrefix { get; private init; } = "";

    /// <summary>Of requests.</summary>
    public string ContentType { get; private init; } = JsonType;

    /// <summary>REST with JSON: the known operations, named as in the API model (<c>GetSchedule</c>).</summary>
    public IReadOnlyDictionary<string, AwsRoute> Routes { get; private init; } = None;

    /// <summary>Of the query protocol's API.</summary>
    public string Version { get; private init; } = "";

    public static AwsService? Find(string name) => All.FirstOrDefault(service => service.Name == name);

    /// <summary>Whether it can be asked for the operation: every one that the service has, but with REST those whose paths are known.</summary>
    public bool Has(string operation) => Protocol != AwsProtocol.RestJson || Routes.ContainsKey(operation);

    /// <summary>Its address in a region of the partition <c>aws</c>.</summary>
    public Uri Endpoint(string region) => new($"https://{HostPrefix}.{region}.amazonaws.com");

    private static AwsService Json(string name, string id, string host, string target, string version) =>
        new(name, id, host, host, AwsProtocol.AwsJson) { TargetPrefix = target, ContentType = "application/x-amz-json-" + version };

    private static AwsService Rest(string name, string id, string host, string signing, params (string Operation, HttpMethod Method, string Path)[] routes) =>
        new(name, id, host, signing, AwsProtocol.RestJson) { Routes = routes.ToFrozenDictionary(route => route.Operation, route => new AwsRoute(route.Method, route.Path)) };
}
