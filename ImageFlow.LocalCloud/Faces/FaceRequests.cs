using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Faces;

/// <summary>Which parameters Rekognition's operations on faces have, and what their values must be (Rekognition API Reference, "Actions").</summary>
internal static partial class FaceRequests
{
    public const int MaxListed = 4096;

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["CreateCollection"] = ["CollectionId", "Tags"],
        ["DeleteCollection"] = ["CollectionId"],
        ["DescribeCollection"] = ["CollectionId"],
        ["ListCollections"] = ["MaxResults", "NextToken"],
        ["DetectFaces"] = ["Image", "Attributes"],
        ["IndexFaces"] = ["CollectionId", "Image", "ExternalImageId", "DetectionAttributes", "MaxFaces", "QualityFilter"],
        ["SearchFacesByImage"] = ["CollectionId", "Image", "MaxFaces", "FaceMatchThreshold", "QualityFilter"],
        ["DeleteFaces"] = ["CollectionId", "FaceIds"],
        ["ListFaces"] = ["CollectionId", "MaxResults", "NextToken", "UserId", "FaceIds"],
    };

    private static readonly string[] Attributes =
    [
        "DEFAULT", "ALL", "AGE_RANGE", "BEARD", "EMOTIONS", "EYE_DIRECTION", "EYEGLASSES", "EYES_OPEN", "FACE_OCCLUDED", "GENDER", "MOUTH_OPEN", "MUSTACHE", "SMILE", "SUNGLASSES",
    ];

    private static readonly string[] Filters = ["NONE", "AUTO", "LOW", "MEDIUM", "HIGH"];

    public static IReadOnlyList<string> Operations { get; } = [.. Known.Keys];

    /// <summary>The names that a request of the operation may have at its top.</summary>
    public static IReadOnlyCollection<string> Parameters(string operation) => Known[operation];

    /// <exception cref="ServiceRefusal">A parameter is missing, is unknown, or has a value that Rekognition refuses.</exception>
    public static void Check(string operation, ObjectData request)
    {
        if (request.FirstOrDefault(member => !Known[operation].Contains(member.Key)).Key is { } unknown)
        {
            throw Invalid($"{operation} has no parameter '{unknown}'; it has {string.Join(", ", Known[operation])}.");
        }

        if (Known[operation].Contains("CollectionId"))
        {
            Pattern("collectionId", request.NeededText("CollectionId"), CollectionName(), @"[a-zA-Z0-9_.\-]+");
        }

        if (request.TextMember("ExternalImageId") is { } external)
        {
            Pattern("externalImageId", external, ExternalName(), @"[a-zA-Z0-9_.\-:]+");
        }

        foreach (string id in request.Texts("FaceIds"))
        {
            Pattern("faceIds", id, FaceId(), FaceId().ToString());
        }

        if (operation == "DeleteFaces" && request.Texts("FaceIds") is { Count: < 1 or > MaxListed } ids)
        {
            throw Invalid($"1 validation error detected: Value at 'faceIds' failed to satisfy constraint: Member must have length between 1 and {MaxListed}, not {ids.Count}");
        }

        if (request.Member("UserId") is not null)
        {
            throw Invalid("There are no users in the collections here; leave UserId out.");
        }

        Range(request, "MaxFaces", 1);
        Range(request, "MaxResults", 0);
        if (request.Member("FaceMatchThreshold") is { } threshold && threshold is not NumberData { Value: >= 0 and <= 100 })
        {
            throw Invalid($"1 validation error detected: Value '{threshold.ToJson()}' at 'faceMatchThreshold' failed to satisfy constraint: Member must be between 0 and 100");
        }

        OneOf("attributes", request.Texts("Attributes").Concat(request.Texts("DetectionAttributes")), Attributes);
        OneOf("qualityFilter", request.TextMember("QualityFilter") is { } filter ? [filter] : [], Filters);
    }

    public static ServiceRefusal Invalid(string message) => new("InvalidParameterException", message);

    private static void Pattern(string member, string value, Regex pattern, string shown)
    {
        if (value.Length is 0 or > 255 || !pattern.IsMatch(value))
        {
            throw Invalid($"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy regular expression pattern: {shown}, with 1 to 255 characters");
        }
    }

    private static void Range(ObjectData request, string name, int least)
    {
        if (request.NumberMember(name) is { } number && (number < least || number > MaxListed))
        {
            throw Invalid($"1 validation error detected: Value '{number}' at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: Member must be between {least} and {MaxListed}");
        }
    }

    private static void OneOf(string member, IEnumerable<string> values, string[] known)
    {
        if (values.FirstOrDefault(value => !known.Contains(value)) is { } wrong)
        {
            throw Invalid($"1 validation error detected: Value '{wrong}' at '{member}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", known)}]");
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_.\-]+\z")]
    private static partial Regex CollectionName();

    [GeneratedRegex(@"^[a-zA-Z0-9_.\-:]+\z")]
    private static partial Regex ExternalName();

    [GeneratedRegex(@"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z")]
    private static partial Regex FaceId();
}
