using System.Text.Json.Nodes;
using ImageFlow.Activities.DetectFaces;

namespace ImageFlow.Activities.IndexFace;

internal static class IndexFaceActivity
{
    public static ActivityDescription Description { get; } = new()
    {
        Name = "IndexFace",
        DisplayName = "Index face",
        Category = "Faces",
        Description = "Adds the largest face of a photo to a collection. Without AWS the collection knows photographs, not people.",
        Inputs = MemberReader.Inputs<IndexFaceInput>(),
        Outputs = MemberReader.Outputs<IndexFaceOutput>(),
        Errors = [new(DetectFacesActivity.RequirementError, "The photo has no face that can be indexed.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:rekognition:indexFaces",
            Arguments: new()
            {
                ["CollectionId"] = "=input.collection",
                ["Image"] = new JsonObject { ["S3Object"] = new JsonObject { ["Bucket"] = "=input.bucket", ["Name"] = "=input.key" } },
                ["ExternalImageId"] = "=input.externalImageId",
                ["MaxFaces"] = 1,
            },
            Output: new()
            {
                ["faceId"] = "=result.FaceRecords[0].Face.FaceId",
                ["imageId"] = "=result.FaceRecords[0].Face.ImageId",
            },
            ErrorMap: new Dictionary<string, string>())
        {
            Rules = [new(DetectFacesActivity.RequirementError, "itemCount(result.FaceRecords) === 0", "The photo has no face that can be indexed.")],
        },
    };
}

internal sealed record IndexFaceInput
{
    [Input("Collection", "The collection's id.")]
    public string Collection { get; init; } = "imageflow-faces";

    [Input("Bucket", "The bucket of the photo.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the photo: JPEG or PNG, at most 15 MB.", Required = true)]
    public string Key { get; init; } = "";

    [Input("External image id", "Your own name for the photo, such as the user's id: letters, digits and _.-:")]
    public string? ExternalImageId { get; init; }
}

internal sealed record IndexFaceOutput
{
    [Output("The face's id in the collection.")]
    public required string FaceId { get; init; }

    [Output("The id that the photo has got.")]
    public required string ImageId { get; init; }
}
