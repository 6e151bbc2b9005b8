using System.Text.Json.Nodes;

namespace ImageFlow.Activities.DetectLabels;

/// <summary>Two steps of one shape: what is to be seen in a photo, and what of it should not be shown.</summary>
internal static class DetectLabelsActivity
{
    public static ActivityDescription Labels { get; } = Describe(
        "DetectLabels", "Detect labels", "Tells what is to be seen in a photo. It runs on AWS; here it needs a mocked response.", "detectLabels", "Labels");

    public static ActivityDescription ModerationLabels { get; } = Describe(
        "DetectModerationLabels", "Detect moderation labels", "Tells what in a photo should not be shown. It runs on AWS; here it needs a mocked response.", "detectModerationLabels", "ModerationLabels");

    private static ActivityDescription Describe(string name, string title, string text, string action, string member) => new()
    {
        Name = name,
        DisplayName = title,
        Category = "Labels",
        Description = text,
        Inputs = MemberReader.Inputs<DetectLabelsInput>(),
        Outputs = MemberReader.Outputs<DetectLabelsOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:rekognition:" + action,
            Arguments: new()
            {
                ["Image"] = new JsonObject { ["S3Object"] = new JsonObject { ["Bucket"] = "=input.bucket", ["Name"] = "=input.key" } },
                ["MinConfidence"] = "=input.minConfidence",
            },
            Output: new() { ["labels"] = "=result." + member, ["count"] = $"=itemCount(result.{member})" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record DetectLabelsInput
{
    [Input("Bucket", "The bucket of the photo.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the photo: JPEG or PNG, at most 15 MB.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Minimum confidence", "Labels below it are left out: 0 to 100.")]
    public double MinConfidence { get; init; } = 55;
}

internal sealed record DetectLabelsOutput
{
    [Output("The labels, as Rekognition describes them: Name, Confidence and more.")]
    public required IReadOnlyList<JsonObject> Labels { get; init; }

    [Output("How many labels there are.")]
    public required int Count { get; init; }
}
