using System.Text.Json.Nodes;

namespace ImageFlow.Activities.SearchFaces;

internal static class SearchFacesActivity
{
    private const string ExistsError = "FaceAlreadyExistsError";

    public static ActivityDescription Description { get; } = new()
    {
        Name = "SearchFaces",
        DisplayName = "Search faces",
        Category = "Faces",
        Description = "Looks for the largest face of a photo in a collection. Without AWS only faces of the same photograph are found (re-encoded, resized or cut a little: 90 to 99 of 100), never the same person in another one.",
        Inputs = MemberReader.Inputs<SearchFacesInput>(),
        Outputs = MemberReader.Outputs<SearchFacesOutput>(),
        Errors = [new(ExistsError, "The collection has the face, and that is to be refused.")],
        Aws = new IntegrationBinding(
            "arn:aws:states:::aws-sdk:rekognition:searchFacesByImage",
            Arguments: new()
            {
                ["CollectionId"] = "=input.collection",
                ["Image"] = new JsonObject { ["S3Object"] = new JsonObject { ["Bucket"] = "=input.bucket", ["Name"] = "=input.key" } },
                ["FaceMatchThreshold"] = "=input.threshold",
                ["MaxFaces"] = "=input.maxFaces",
            },
            Output: new() { ["matches"] = "=result.FaceMatches", ["count"] = "=itemCount(result.FaceMatches)" },
            ErrorMap: new Dictionary<string, string>())
        {
            Rules = [new(ExistsError, "input.refuseMatches && itemCount(result.FaceMatches) > 0", "=`The collection has this face already (${itemCount(result.FaceMatches)} matches).`")],
        },
    };
}

internal sealed record SearchFacesInput
{
    [Input("Collection", "The collection's id.")]
    public string Collection { get; init; } = "imageflow-faces";

    [Input("Bucket", "The bucket of the photo.", Required = true)]
    public string Bucket { get; init; } = "";

    [Input("Key", "The key of the photo: JPEG or PNG, at most 15 MB.", Required = true)]
    public string Key { get; init; } = "";

    [Input("Threshold", "On AWS, from which similarity on faces match: 0 to 100.")]
    public double Threshold { get; init; } = 90;

    [Input("Max faces", "How many matches are given at most.")]
    public int MaxFaces { get; init; } = 10;

    [Input("Refuse matches", "Whether a match fails the step with FaceAlreadyExistsError.")]
    public bool RefuseMatches { get; init; } = true;
}

internal sealed record SearchFacesOutput
{
    [Output("The faces that match, as Rekognition describes them: Face with FaceId, BoundingBox, ImageId and ExternalImageId; on AWS also Similarity.")]
    public required IReadOnlyList<JsonObject> Matches { get; init; }

    [Output("How many faces match.")]
    public required int Count { get; init; }
}
