namespace ImageFlow.Activities.DeleteObject;

internal static class DeleteObjectActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "DeleteObject",
        DisplayName = "Delete object",
        Category = "Objects",
        Description = "Deletes an object. Deleting what is not there succeeds, so that it can be repeated.",
        Inputs = MemberReader.Inputs<DeleteObjectInput>(),
        Outputs = MemberReader.Outputs<DeleteObjectOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:s3:deleteObject",
            Arguments: new() { ["Bucket"] = "=input.bucket", ["Key"] = "=input.key" },
            Output: new() { ["bucket"] = "=input.bucket", ["key"] = "=input.key" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record DeleteObjectInput
{
    [Input("Bucket", "The bucket of the object.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the object.", Required = true)]
    public string Key { get; init; } = "";
}

internal sealed record DeleteObjectOutput
{
    [Output("The bucket of the object that is gone.")]
    public required string Bucket { get; init; }

    [Output("The key of the object that is gone.")]
    public required string Key { get; init; }
}
