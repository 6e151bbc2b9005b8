using System.Text.Json.Nodes;

namespace ImageFlow.Activities.DeleteFace;

internal static class DeleteFaceActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "DeleteFace",
        DisplayName = "Delete face",
        Category = "Faces",
        Description = "Removes a face from a collection. Removing one that is not there succeeds, so that it can be repeated.",
        Inputs = MemberReader.Inputs<DeleteFaceInput>(),
        Outputs = MemberReader.Outputs<DeleteFaceOutput>(),
        Errors = [],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:rekognition:deleteFaces",
            Arguments: new() { ["CollectionId"] = "=input.collection", ["FaceIds"] = new JsonArray("=input.faceId") },
            Output: new() { ["faceId"] = "=input.faceId" },
            ErrorMap: new Dictionary<string, string>()),
    };
}

internal sealed record DeleteFaceInput
{
    [Input("Collection", "The collection's id.")]
    public string Collection { get; init; } = "imageflow-faces";

    [Input("Face id", "The id that indexing gave.", Required = true)]
    public string FaceId { get; init; } = "";
}

internal sealed record DeleteFaceOutput
{
    [Output("The face's id.")]
    public required string FaceId { get; init; }
}
