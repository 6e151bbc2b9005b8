using ImageFlow.Activities;
using ImageFlow.Activities.Imaging;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Faces;

namespace ImageFlow.Tests.LocalCloud.Faces;

/// <summary>The stand-in for Rekognition over shared photos: faces are found, and the same photo is known again.</summary>
public sealed class FaceTests : IDisposable
{
    private const string Prefix = "arn:aws:states:::aws-sdk:rekognition:";

    private readonly RouterFixture cloud = new();

    [Theory]
    [InlineData("face_recognition__obama.jpg", 1)]
    [InlineData("face_recognition__biden.jpg", 1)]
    [InlineData("exif-orientation-examples__Landscape_1.jpg", 0)]
    public async Task DetectFaces_OfAPhoto_CountsThem(string file, int expected)
    {
        await PutAsync(file, "photo");

        ObjectData answer = await cloud.SucceedAsync(Prefix + "detectFaces", Image("photo"));

        ArrayData faces = (ArrayData)answer["FaceDetails"]!;
        Assert.Equal(expected, faces.Count);
        Assert.True(((BooleanData)answer["LocalApproximation"]!).Value);
        Assert.All(faces, face => Assert.False(((ObjectData)face).Contains("Sunglasses")));
        Assert.All(faces.Select(face => (ObjectData)((ObjectData)face)["BoundingBox"]!), box => Assert.All(box, part => Assert.InRange(((NumberData)part.Value).Value, 0, 1)));
    }

    [Fact]
    public async Task Collection_TheSamePhotoAgain_IsKnownUntilItIsDeleted()
    {
        await PutAsync("face_recognition__obama.jpg", "photo");
        await cloud.SucceedAsync(Prefix + "createCollection", """{"CollectionId":"people"}""");
        ObjectData indexed = await cloud.SucceedAsync(Prefix + "indexFaces", Image("photo", ",\"CollectionId\":\"people\",\"ExternalImageId\":\"ada\""), "same");
        Assert.Equal(indexed, await cloud.SucceedAsync(Prefix + "indexFaces", Image("photo", ",\"CollectionId\":\"people\",\"ExternalImageId\":\"ada\""), "same"));

        ObjectData found = await cloud.SucceedAsync(Prefix + "searchFacesByImage", Image("photo", ",\"CollectionId\":\"people\",\"FaceMatchThreshold\":90"));
        ObjectData match = (ObjectData)Assert.Single((ArrayData)found["FaceMatches"]!);
        Assert.Equal("ada", ((StringData)((ObjectData)match["Face"]!)["ExternalImageId"]!).Value);
        Assert.False(match.Contains("Similarity"));

        string id = ((StringData)((ObjectData)match["Face"]!)["FaceId"]!).Value;
        Assert.Single((ArrayData)(await cloud.SucceedAsync(Prefix + "listFaces", """{"CollectionId":"people"}"""))["Faces"]!);
        await cloud.SucceedAsync(Prefix + "deleteFaces", $$"""{"CollectionId":"people","FaceIds":["{{id}}"]}""");
        Assert.Empty((ArrayData)(await cloud.SucceedAsync(Prefix + "searchFacesByImage", Image("photo", ",\"CollectionId\":\"people\"")))["FaceMatches"]!);
    }

    [Theory]
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Name":"none"}}}""", "Rekognition.InvalidS3ObjectException")]
    [InlineData("detectFaces", """{"Image":{"Bytes":"AA=="}}""", "Rekognition.InvalidParameterException")]
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Name":"text"}}}""", "Rekognition.InvalidImageFormatException")]
    [InlineData("listFaces", """{"CollectionId":"none"}""", "Rekognition.ResourceNotFoundException")]
    public async Task Operations_WrongRequest_FailByName(string operation, string request, string error)
    {
        await cloud.Objects.PutAsync("imageflow-uploads", "text", "no picture"u8.ToArray(), new ObjectAttributes(), TestContext.Current.CancellationToken);

        Assert.Equal(error, (await cloud.FailAsync(Prefix + operation, request)).Error);
    }

    [Fact]
    public async Task DetectLabels_WithoutALocalImplementation_SaysToMockItOrToUseTheRealService()
    {
        TaskResult.Failure failure = await cloud.FailAsync(Prefix + "detectLabels", "{}");

        Assert.Contains("detectLabels", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("mock", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_MissingFile_IsOneClearSentence() =>
        Assert.Contains(FaceModel.PathVariable, Assert.Throws<FileNotFoundException>(() => FaceModel.Load("/nowhere/cascade.xml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Groups_WindowsThatAgree_BecomeOneFaceAndChanceGoes()
    {
        FaceBox[] windows = [new(100, 100, 50, 50, 1), new(102, 101, 50, 50, 1), new(98, 100, 52, 52, 1), new(101, 99, 50, 50, 1), new(100, 102, 48, 48, 1), new(300, 300, 50, 50, 1)];

        FaceBox face = Assert.Single(FaceGroups.Join(windows, 4));

        Assert.Equal((100, 100, 50, 50, 5), (face.X, face.Y, face.Width, face.Height, face.Votes));
    }

    [Fact]
    public void Descriptor_OfAPatternAgain_IsTheSameAndOfAnotherFar()
    {
        GreyImage first = Pattern(192, (x, y) => ((x * 7919) ^ (y * 104729)) >> 4);
        GreyImage other = Pattern(192, (x, _) => x);
        FaceBox all = new(0, 0, 192, 192, 5);

        double same = FaceDescriptor.Similarity(FaceDescriptor.Of(first, all), FaceDescriptor.FromText(FaceDescriptor.ToText(FaceDescriptor.Of(first, all))));

        Assert.Equal(1, same, 4);
        Assert.True(FaceDescriptor.Similarity(FaceDescriptor.Of(first, all), FaceDescriptor.Of(other, all)) < FaceDescriptor.SamePhoto);
    }

    public void Dispose() => cloud.Dispose();

    private static GreyImage Pattern(int side, Func<int, int, int> value) => new([.. Enumerable.Range(0, side * side).Select(i => (byte)(value(i % side, i / side) % 256))], side, side);

    private static string Image(string key, string more = "") => $$$"""{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Name":"{{{key}}}"}}{{{more}}}}""";

    private async Task PutAsync(string file, string key) => await cloud.Objects.PutAsync(
        "imageflow-uploads", key, await File.ReadAllBytesAsync(Path.Combine(SharedData.Require("images"), file), TestContext.Current.CancellationToken), new ObjectAttributes(), TestContext.Current.CancellationToken);
}
