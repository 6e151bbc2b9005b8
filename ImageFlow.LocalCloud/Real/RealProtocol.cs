using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Real;

/// <summary>How a service of AWS is spoken to.</summary>
/// <param name="Service">As resources name it after <c>aws-sdk:</c>.</param>
/// <param name="Host">The first part of its host name.</param>
/// <param name="Signing">Its name in signatures.</param>
/// <param name="Target">AWS JSON: what stands before the action in <c>X-Amz-Target</c>; <see langword="null"/> for the other protocols.</param>
/// <param name="Version">Of AWS JSON.</param>
/// <param name="Paths">REST with JSON: the path of each action.</param>
/// <param name="Camel">Whether its members begin with small letters, which resources write with capitals.</param>
internal sealed record RealProtocol(
    string Service, string Host, string Signing, string? Target, string Version, ServiceAnswer Sdk, ServiceAnswer? Optimised = null, IReadOnlyDictionary<string, string>? Paths = null, bool Camel = false)
{
    public static IReadOnlyList<RealProtocol> All { get; } =
    [
        new("rekognition", "rekognition", "rekognition", "RekognitionService", "1.1", Answer("Rekognition")),
        new("dynamodb", "dynamodb", "dynamodb", "DynamoDB_20120810", "1.0", Answer("DynamoDb"), new ServiceAnswer("DynamoDB", "AmazonDynamoDBv2", Optimised: true)),
        new("sqs", "sqs", "sqs", "AmazonSQS", "1.0", Answer("Sqs"), new ServiceAnswer("SQS", "AmazonSQS", Optimised: true)),
        new("eventbridge", "events", "events", "AWSEvents", "1.1", Answer("EventBridge"), new ServiceAnswer("EventBridge", "AmazonCloudWatchEvents", Optimised: true)),
        new("personalize", "personalize", "personalize", "AmazonPersonalize", "1.1", Answer("Personalize"), Camel: true),
        new("personalizeruntime", "personalize-runtime", "personalize", null, "", Answer("PersonalizeRuntime"), Camel: true)
        {
            Paths = new Dictionary<string, string> { ["getRecommendations"] = "/recommendations", ["getPersonalizedRanking"] = "/personalize-ranking" },
        },
        new("sesv2", "email", "ses", null, "", Answer("SesV2")) { Paths = new Dictionary<string, string> { ["sendEmail"] = "/v2/email/outbound-emails" } },
    ];

    public static RealProtocol? Find(string service) => All.FirstOrDefault(protocol => protocol.Service == service);

    /// <summary>AWS JSON has every action of the service; with REST the paths are known of some.</summary>
    public bool Has(string action) => Paths is null || Paths.ContainsKey(action);

    private static ServiceAnswer Answer(string name) => new(name, name, Optimised: false);
}
