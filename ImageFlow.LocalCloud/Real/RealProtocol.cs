using ImageFlow.Activities.Aws;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Real;

/// <summary>How Step Functions calls a service.</summary>
/// <param name="Sdk">With <c>aws-sdk:</c>.</param>
/// <param name="Optimised">With an integration of its own; <see langword="null"/> where there is none.</param>
/// <param name="IsCamel">Whether its members begin with small letters, which resources write with capitals.</param>
internal sealed record RealProtocol(AwsService Service, ServiceAnswer Sdk, ServiceAnswer? Optimised = null, bool IsCamel = false)
{
    public static IReadOnlyList<RealProtocol> All { get; } =
    [
        Of("rekognition", "Rekognition"),
        Of("dynamodb", "DynamoDb", new ServiceAnswer("DynamoDB", "AmazonDynamoDBv2", Optimised: true)),
        Of("sqs", "Sqs", new ServiceAnswer("SQS", "AmazonSQS", Optimised: true)),
        Of("sns", "Sns", new ServiceAnswer("SNS", "AmazonSNS", Optimised: true)),
        Of("eventbridge", "EventBridge", new ServiceAnswer("EventBridge", "AmazonCloudWatchEvents", Optimised: true)),
        Of("scheduler", "Scheduler"),
        Of("pipes", "Pipes"),
        Of("personalize", "Personalize", isCamel: true),
        Of("personalizeruntime", "PersonalizeRuntime", isCamel: true),
        Of("sesv2", "SesV2"),
    ];

    public static RealProtocol? Find(string service) => All.FirstOrDefault(protocol => protocol.Service.Name == service);

    private static RealProtocol Of(string name, string sdk, ServiceAnswer? optimised = null, bool isCamel = false) =>
        new(AwsService.Find(name)!, new ServiceAnswer(sdk, sdk, Optimised: false), optimised, isCamel);
}
