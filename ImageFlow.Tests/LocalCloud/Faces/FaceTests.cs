using ImageFlow.Activities;
using ImageFlow.Activities.Faces;
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
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"No Bucket","Name":"none"}}}""", "Rekognition.InvalidS3ObjectException")]
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Name":"text","Version":"7"}}}""", "Rekognition.InvalidS3ObjectException")]
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Key":"text"}}}""", "Rekognition.InvalidParameterException")]
    [InlineData("detectFaces", """{"Image":{}}""", "Rekognition.InvalidParameterException")]
    [InlineData("detectFaces", "{}", "Rekognition.InvalidParameterException")]
    [InlineData("detectFaces", """{"Image":{"Bytes":"AA=="}}""", "Rekognition.InvalidImageFormatException")]
    [InlineData("detectFaces", """{"Image":{"Bytes":"AA=="},"Attributes":["SHOES"]}""", "Rekognition.InvalidParameterException")]
    [InlineData("detectFaces", """{"Image":{"Bytes":"AA=="},"Face":1}""", "States.Runtime")]
    [InlineData("detectFaces", """{"Image":{"S3Object":{"Bucket":"imageflow-uploads","Name":"text"}}}""", "Rekognition.InvalidImageFormatException")]
    [InlineData("createCollection", """{"CollectionId":"two words"}""", "Rekognition.InvalidParameterException")]
    [InlineData("createCollection", """{"CollectionId":""}""", "Rekognition.InvalidParameterException")]
    [InlineData("indexFaces", """{"CollectionId":"people","ExternalImageId":"a/b","Image":{"Bytes":"AA=="}}""", "Rekognition.InvalidParameterException")]
    [InlineData("indexFaces", """{"CollectionId":"people","MaxFaces":0,"Image":{"Bytes":"AA=="}}""", "Rekognition.InvalidParameterException")]
    [InlineData("searchFacesByImage", """{"CollectionId":"people","FaceMatchThreshold":101,"Image":{"Bytes":"AA=="}}""", "Rekognition.InvalidParameterException")]
    [InlineData("deleteFaces", """{"CollectionId":"people","FaceIds":["1"]}""", "Rekognition.InvalidParameterException")]
    [InlineData("deleteFaces", """{"CollectionId":"people","FaceIds":[]}""", "Rekognition.InvalidParameterException")]
    [InlineData("listFaces", """{"CollectionId":"people","MaxResults":4097}""", "Rekognition.InvalidParameterException")]
    [InlineData("listFaces", """{"CollectionId":"people","UserId":"u"}""", "Rekognition.InvalidParameterException")]
    [InlineData("listFaces", """{"CollectionId":"none"}""", "Rekognition.ResourceNotFoundException")]
    [InlineData("listCollections", """{"NextToken":"x"}""", "Rekognition.InvalidPaginationTokenException")]
    public async Task Operations_WrongRequest_FailByName(string operation, string request, string error)
    {
        await cloud.Objects.PutAsync("imageflow-uploads", "text", "no picture"u8.ToArray(), new ObjectAttributes(), TestContext.Current.CancellationToken);

        Assert.Equal(error, (await cloud.FailAsync(Prefix + operation, request)).Error);
    }

    [Theory]
    [InlineData("webp")]
    [InlineData("gif")]
    [InlineData("avif")]
    [InlineData("tiff")]
    public async Task DetectFaces_FormatThatRekognitionDoesNotRead_IsRefused(string format)
    {
        byte[] first = format switch
        {
            "webp" => [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8],
            "gif" => [.. "GIF89a"u8],
            "avif" => [0, 0, 0, 16, .. "ftypavif"u8, 0, 0, 0, 0],
            _ => [.. "II*\0"u8],
        };
        await cloud.Objects.PutAsync("imageflow-uploads", "photo", first, new ObjectAttributes { ContentType = "image/jpeg" }, TestContext.Current.CancellationToken);

        TaskResult.Failure failure = await cloud.FailAsync(Prefix + "detectFaces", Image("photo"));

        Assert.Equal("Rekognition.InvalidImageFormatException", failure.Error);
        Assert.Contains(format, failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetectFaces_MoreThan15MegabytesInABucketOr5InTheRequest_IsTooLarge()
    {
        byte[] large = new byte[FacePictures.MaxStoredBytes + 1];
        new byte[] { 0xFF, 0xD8, 0xFF }.CopyTo(large, 0);
        await cloud.Objects.PutAsync("imageflow-uploads", "large", large, new ObjectAttributes(), TestContext.Current.CancellationToken);

        Assert.Equal("Rekognition.ImageTooLargeException", (await cloud.FailAsync(Prefix + "detectFaces", Image("large"))).Error);
        string bytes = Convert.ToBase64String(large.AsSpan(0, FacePictures.MaxSentBytes + 1));
        Assert.Equal("Rekognition.ImageTooLargeException", (await cloud.FailAsync(Prefix + "detectFaces", $$$"""{"Image":{"Bytes":"{{{bytes}}}"}}""")).Error);
    }

    [Fact]
    public async Task DetectFaces_BytesInTheRequest_FindsWhatItFindsInABucket()
    {
        await PutAsync("face_recognition__obama.jpg", "photo");
        string bytes = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(SharedData.Require("images"), "face_recognition__obama.jpg"), TestContext.Current.CancellationToken));

        ObjectData sent = await cloud.SucceedAsync(Prefix + "detectFaces", $$$"""{"Image":{"Bytes":"{{{bytes}}}"}}""");

        Assert.Equal((await cloud.SucceedAsync(Prefix + "detectFaces", Image("photo"))).ToJson(), sent.ToJson());
        Assert.Single((ArrayData)sent["FaceDetails"]!);
    }

    [Fact]
    public async Task ListCollections_InPages_NamesEveryCollectionOnce()
    {
        foreach (string id in (string[])["b", "c", "a"])
        {
            await cloud.SucceedAsync(Prefix + "createCollection", $$"""{"CollectionId":"{{id}}"}""");
        }

        ObjectData first = await cloud.SucceedAsync(Prefix + "listCollections", """{"MaxResults":2}""");
        ObjectData second = await cloud.SucceedAsync(Prefix + "listCollections", $$"""{"MaxResults":2,"NextToken":{{first["NextToken"]!.ToJson()}}}""");

        Assert.Equal("""["a","b"]""", first["CollectionIds"]!.ToJson());
        Assert.Equal("""["c"]""", second["CollectionIds"]!.ToJson());
        Assert.Equal(2, ((ArrayData)first["FaceModelVersions"]!).Count);
        Assert.False(second.Contains("NextToken"));
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
