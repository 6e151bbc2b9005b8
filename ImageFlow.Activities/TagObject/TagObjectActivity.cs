using System.Text.Json.Nodes;

namespace ImageFlow.Activities.TagObject;

internal static class TagObjectActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "TagObject",
        DisplayName = "Tag object",
        Category = "Objects",
        Description = "Gives an object tags in the place of those that it has.",
        Inputs = MemberReader.Inputs<TagObjectInput>(),
        Outputs = MemberReader.Outputs<TagObjectOutput>(),
        Errors = [new("ObjectNotFoundError", "There is no object under this bucket and key.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:s3:putObjectTagging",
            Arguments: new() { ["Bucket"] = "=input.bucket", ["Key"] = "=input.key", ["Tagging"] = new JsonObject { ["TagSet"] = "=input.tags" } },
            Output: new() { ["bucket"] = "=input.bucket", ["key"] = "=input.key" },
            ErrorMap: new Dictionary<string, string> { ["S3.NoSuchKeyException"] = nameof(ObjectNotFoundError) }),
    };
}

internal sealed record TagObjectInput
{
    [Input("Bucket", "The bucket of the object.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the object.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Tags", "At most ten, each as { \"Key\": \"…\", \"Value\": \"…\" }.", Required = true)]
    public IReadOnlyList<JsonObject> Tags { get; init; } = [];
}

internal sealed record TagObjectOutput
{
    [Output("The bucket of the object.")]
    public required string Bucket { get; init; }

    [Output("The key of the object.")]
    public required string Key { get; init; }
}
