namespace ImageFlow.Activities.CopyObject;

internal static class CopyObjectActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "CopyObject",
        DisplayName = "Copy object",
        Category = "Objects",
        Description = "Copies an object with its content type and metadata; nothing passes through the flow.",
        Inputs = MemberReader.Inputs<CopyObjectInput>(),
        Outputs = MemberReader.Outputs<CopyObjectOutput>(),
        Errors = [new(nameof(ObjectNotFoundError), "There is no object under this bucket and key.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:s3:copyObject",
            Arguments: new()
            {
                ["Bucket"] = "=input.targetBucket",
                ["Key"] = "=input.targetKey",

                // S3 decodes this one; encodeURI would leave '+' and '?', which mean something else there.
                ["CopySource"] = "=`${input.bucket}/${encodeURIComponent(input.key)}`",
            },
            Output: new() { ["bucket"] = "=input.targetBucket", ["key"] = "=input.targetKey" },
            ErrorMap: new Dictionary<string, string> { ["S3.NoSuchKeyException"] = nameof(ObjectNotFoundError) }),
    };
}

internal sealed record CopyObjectInput
{
    [Input("Bucket", "The bucket of the object to copy.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the object to copy.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Target bucket", "The bucket of the copy.", Required = true)]
    public string TargetBucket { get; init; } = "";

    [Input("Target key", "The key of the copy.", Required = true)]
    public string TargetKey { get; init; } = "";
}

internal sealed record CopyObjectOutput
{
    [Output("The bucket of the copy.")]
    public required string Bucket { get; init; }

    [Output("The key of the copy.")]
    public required string Key { get; init; }
}
