using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Activities.Faces;
using ImageFlow.Activities.Imaging;

namespace ImageFlow.Tests.Activities;

public sealed class ResizeImageTests : IDisposable
{
    private readonly ActivityRig rig = new();

    [Theory]
    [InlineData("inside", 100, 100, false, 100, 50)]
    [InlineData("inside", 100, null, false, 100, 50)]
    [InlineData("inside", null, 20, false, 40, 20)]
    [InlineData("cover", 100, 100, false, 100, 100)]
    [InlineData("contain", 100, 100, false, 100, 100)]
    [InlineData("inside", 4000, 4000, false, 400, 200)]
    [InlineData("inside", 800, 800, true, 800, 400)]
    [InlineData("cover", 300, 300, false, 300, 200)]
    [InlineData("cover", 300, 300, true, 300, 300)]
    [InlineData("contain", 500, 500, false, 500, 500)]
    [InlineData("inside", 1, 1, false, 1, 1)]
    public async Task ResizeImage_Fit_GivesTheSize(string fit, int? width, int? height, bool enlarge, int expectedWidth, int expectedHeight)
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(400, 200));

        JsonObject output = await rig.RunAsync("ResizeImage", "a.jpg", new() { ["fit"] = fit, ["width"] = width, ["height"] = height, ["enlarge"] = enlarge });

        Assert.Equal((expectedWidth, expectedHeight), ((int)output["width"]!, (int)output["height"]!));
        (_, int realWidth, int realHeight, _) = TestPicture.Decode(await ReadAsync((string)output["key"]!));
        Assert.Equal((expectedWidth, expectedHeight), (realWidth, realHeight));
    }

    [Theory]
    [InlineData("jpeg", "image/jpeg", "a-w50.jpg")]
    [InlineData("png", "image/png", "a-w50.png")]
    [InlineData("webp", "image/webp", "a-w50.webp")]
    [InlineData("avif", "image/avif", "a-w50.avif")]
    public async Task ResizeImage_Format_IsTheFormatOfTheBytes(string format, string contentType, string key)
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(200, 100));

        JsonObject output = await rig.RunAsync("ResizeImage", "a.jpg", new() { ["width"] = 50, ["format"] = format });

        Assert.Equal((key, contentType), ((string)output["key"]!, (string)output["contentType"]!));
        Assert.Equal(format, FormatSniffer.Sniff(await ReadAsync(key)));
        ObjectInfo? info = await rig.Objects.HeadAsync(ActivityRig.Processed, key, TestContext.Current.CancellationToken);
        Assert.Equal(contentType, info!.Attributes.ContentType);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task ResizeImage_Orientation_ComesOutUpright(int orientation)
    {
        const int Width = 64;
        const int Height = 32;
        bool turned = orientation >= 5;
        (int w, int h) = turned ? (Height, Width) : (Width, Height);

        // Where the displayed pixel (x, y) lies in the stored picture (EXIF 2.32, tag 0112).
        (int X, int Y) Stored(int x, int y) => orientation switch
        {
            1 => (x, y),
            2 => (w - 1 - x, y),
            3 => (w - 1 - x, h - 1 - y),
            4 => (x, h - 1 - y),
            5 => (y, x),
            6 => (y, h - 1 - x),
            7 => (w - 1 - y, h - 1 - x),
            _ => (w - 1 - y, x),
        };
        (byte R, byte G, byte B)[,] stored = new (byte, byte, byte)[h, w];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (int sx, int sy) = Stored(x, y);
                stored[sy, sx] = Quadrant(x, y, Width, Height);
            }
        }

        byte[] jpeg = TestPicture.WithExif(TestPicture.Make(w, h, (x, y) => stored[y, x], ImageFormats.Jpeg, 100), TestPicture.Exif(orientation));
        await rig.PutAsync("turned.jpg", jpeg);

        JsonObject output = await rig.RunAsync("ResizeImage", "turned.jpg", new() { ["width"] = Width / 2, ["format"] = "png" });

        (byte[] pixels, int width, int height, int bands) = TestPicture.Decode(await ReadAsync((string)output["key"]!));
        Assert.Equal((Width / 2, Height / 2), (width, height));
        foreach ((int x, int y) in new[] { (3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4) })
        {
            (byte r, byte g, byte b) = Quadrant(x, y, width, height);
            ReadOnlySpan<byte> p = pixels.AsSpan(((y * width) + x) * bands, 3);
            Assert.True(
                Math.Abs(p[0] - r) < 40 && Math.Abs(p[1] - g) < 40 && Math.Abs(p[2] - b) < 40,
                $"Orientation {orientation}: at ({x}, {y}) is {p[0]},{p[1]},{p[2]} and not {r},{g},{b}.");
        }
    }

    [Fact]
    public async Task ResizeImage_CropFaceOfGivenFaces_KeepsThemAndTheBiggestWhereNotAllFit()
    {
        // A red face far to the left, a smaller blue one far to the right, on white.
        await rig.PutAsync("photo.png", TestPicture.Make(400, 100, (x, y) => (x, y) switch
        {
            ( >= 10 and < 60, >= 10 and < 60) => (255, 0, 0),
            ( >= 350 and < 380, >= 40 and < 70) => (0, 0, 255),
            _ => (255, 255, 255),
        }));
        JsonArray faces = [Face(10 / 400.0, 0.1, 50 / 400.0, 0.5), Face(350 / 400.0, 0.4, 30 / 400.0, 0.3)];

        JsonObject output = await rig.RunAsync("ResizeImage", "photo.png", new() { ["width"] = 100, ["height"] = 100, ["fit"] = "cover", ["crop"] = "face", ["faces"] = faces });
        JsonObject right = await rig.RunAsync("ResizeImage", "photo.png", new() { ["width"] = 100, ["height"] = 100, ["fit"] = "cover", ["crop"] = "face", ["faces"] = Face(350 / 400.0, 0.4, 30 / 400.0, 0.3), ["targetKeyPrefix"] = "right/" });

        (byte[] left, _, _, _) = TestPicture.Decode(await rig.Objects.ReadAllBytesAsync(ActivityRig.Processed, output["key"]!.GetValue<string>(), TestContext.Current.CancellationToken));
        Assert.Equal((255, 0, 0), (left[3 * ((35 * 100) + 35)], left[(3 * ((35 * 100) + 35)) + 1], left[(3 * ((35 * 100) + 35)) + 2]));
        (byte[] pixels, _, _, _) = TestPicture.Decode(await rig.Objects.ReadAllBytesAsync(ActivityRig.Processed, right["key"]!.GetValue<string>(), TestContext.Current.CancellationToken));
        int at = 3 * ((55 * 100) + 65);
        Assert.Equal((0, 0, 255), (pixels[at], pixels[at + 1], pixels[at + 2]));

        static JsonObject Face(double left, double top, double width, double height) => new()
        {
            ["BoundingBox"] = new JsonObject { ["Left"] = left, ["Top"] = top, ["Width"] = width, ["Height"] = height },
            ["Confidence"] = 99.9,
        };
    }

    [Fact]
    public async Task ResizeImage_CropFaceOfAPhoto_KeepsTheFaceThatTheCascadeFinds()
    {
        byte[] photo = File.ReadAllBytes(Path.Combine(SharedData.Require("images"), "face_recognition__obama.jpg"));
        await rig.PutAsync("photo.jpg", photo);
        GreyImage whole = GreyImage.Read(photo, "photo", new(), ["jpeg"], FaceDetector.MaxSide);
        Assert.Single(FaceModel.Detector.Detect(whole));

        // A strip as high as the picture would be cut; this one is as narrow as the face nearly is.
        JsonObject output = await rig.RunAsync("ResizeImage", "photo.jpg", new() { ["width"] = 240, ["height"] = 600, ["fit"] = "cover", ["crop"] = "face", ["enlarge"] = true });

        byte[] cut = await rig.Objects.ReadAllBytesAsync(ActivityRig.Processed, output["key"]!.GetValue<string>(), TestContext.Current.CancellationToken);
        GreyImage strip = GreyImage.Read(cut, "strip", new(), ["jpeg"], FaceDetector.MaxSide);
        FaceBox face = Assert.Single(FaceModel.Detector.Detect(strip));
        Assert.InRange(face.X + (face.Width / 2.0), strip.Width * 0.35, strip.Width * 0.65);
    }

    [Fact]
    public async Task ResizeImage_SeveralSizes_ComeInTheirOrderUnderTheirNames()
    {
        await rig.PutAsync("photos/cat.jpg", TestPicture.Gradient(1200, 600));
        JsonNode sizes = JsonNode.Parse("""[{"name":"s","width":100},{"name":"l","width":900},{"width":60,"height":60}]""")!;

        JsonObject output = await rig.RunAsync(
            "ResizeImage", "photos/cat.jpg", new() { ["sizes"] = sizes, ["fit"] = "cover", ["targetKeyPrefix"] = "thumbs/", ["targetKey"] = "{name}/{file}.{ext}" });

        JsonArray images = output["images"]!.AsArray();
        Assert.Equal(["thumbs/s/cat.jpg", "thumbs/l/cat.jpg", "thumbs/60x60/cat.jpg"], images.Select(i => (string)i!["key"]!));
        Assert.Equal([(100, 50), (900, 450), (60, 60)], images.Select(i => ((int)i!["width"]!, (int)i["height"]!)));
        Assert.Equal(await rig.KeysAsync(ActivityRig.Processed), images.Select(i => (string)i!["key"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ResizeImage_RepeatedRun_GivesTheSameObjects()
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(300, 200));
        JsonObject first = await rig.RunAsync("ResizeImage", "a.jpg", new() { ["width"] = 100 });
        byte[] before = await ReadAsync((string)first["key"]!);

        JsonObject second = await rig.RunAsync("ResizeImage", "a.jpg", new() { ["width"] = 100 });

        Assert.True(JsonNode.DeepEquals(first, second));
        Assert.Equal(before, await ReadAsync((string)second["key"]!));
        Assert.Single(await rig.KeysAsync(ActivityRig.Processed));
    }

    [Fact]
    public async Task ResizeImage_ContainWithBackground_PaddingHasItsColour()
    {
        await rig.PutAsync("a.png", TestPicture.Solid(40, 20, 200, 10, 10));

        JsonObject output = await rig.RunAsync("ResizeImage", "a.png", new() { ["width"] = 40, ["height"] = 40, ["fit"] = "contain", ["background"] = "#0000ff" });

        (byte[] pixels, int width, _, int bands) = TestPicture.Decode(await ReadAsync((string)output["key"]!));
        Assert.Equal([0, 0, 255], pixels[..3]);
        Assert.Equal([200, 10, 10], pixels.AsSpan(((20 * width) + 20) * bands, 3).ToArray());
    }

    [Fact]
    public async Task ResizeImage_StripMetadataUnset_LeavesNoExif()
    {
        await rig.PutAsync("a.jpg", TestPicture.WithExif(TestPicture.Gradient(64, 64), TestPicture.Exif(6)));

        await rig.RunAsync("ResizeImage", "a.jpg", new() { ["width"] = 32 });
        await rig.RunAsync("ResizeImage", "a.jpg", new() { ["width"] = 32, ["stripMetadata"] = false, ["targetKey"] = "kept.jpg" });

        Assert.Equal(-1, (await ReadAsync("a-w32.jpg")).AsSpan().IndexOf("CamCorp"u8));
        Assert.NotEqual(-1, (await ReadAsync("kept.jpg")).AsSpan().IndexOf("CamCorp"u8));
        await rig.PutAsync("kept.jpg", await ReadAsync("kept.jpg"));
        Assert.Equal(1, (int)(await rig.RunAsync("ReadMetadata", "kept.jpg"))["orientation"]!);
    }

    [Fact]
    public async Task ResizeImage_OnErrorResult_TellsErrorAndCause()
    {
        await rig.PutAsync("broken.jpg", TestPicture.Gradient(400, 300)[..2000]);

        JsonObject output = await rig.RunAsync("ResizeImage", "broken.jpg", new() { ["width"] = 100, ["onError"] = "result" });
        ActivityError error = await rig.FailAsync("ResizeImage", "broken.jpg", new() { ["width"] = 100 });

        Assert.Equal((false, "CorruptImageError"), ((bool)output["ok"]!, (string)output["error"]!));
        Assert.Equal((error.ErrorType, error.ErrorMessage), ((string)output["error"]!, (string)output["cause"]!));
        Assert.Contains("broken.jpg", error.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(await rig.KeysAsync(ActivityRig.Processed));
    }

    [Fact]
    public async Task ResizeImage_NoSuchObject_IsObjectNotFound()
    {
        ActivityError error = await rig.FailAsync("ResizeImage", "absent.jpg", new() { ["width"] = 100 });

        Assert.Equal(nameof(ObjectNotFoundError), error.ErrorType);
        Assert.Contains("absent.jpg", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"width":100,"quality":0}""", "quality")]
    [InlineData("""{"width":100,"quality":101}""", "quality")]
    [InlineData("""{"width":100,"quality":900,"onError":"result"}""", "quality")]
    [InlineData("""{"width":0}""", "width")]
    [InlineData("""{"width":20000}""", "width")]
    [InlineData("""{"height":-1}""", "height")]
    [InlineData("""{}""", "width")]
    [InlineData("""{"width":"wide"}""", "width")]
    [InlineData("""{"sizes":[{"name":"a"}]}""", "sizes[0].width")]
    [InlineData("""{"sizes":[{"width":5},{"width":5}]}""", "sizes")]
    [InlineData("""{"width":5,"format":"tiff"}""", "format")]
    [InlineData("""{"width":5,"fit":"stretch"}""", "fit")]
    [InlineData("""{"width":5,"background":"red"}""", "background")]
    [InlineData("""{"sizes":[{"width":5},{"width":6}],"targetKey":"same"}""", "targetKey")]
    [InlineData("""{"width":5,"targetBucket":"imageflow-uploads","targetKey":"a.jpg"}""", "targetKey")]
    public async Task ResizeImage_ValueOutOfRange_IsInvalidInput(string input, string member)
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(40, 30));

        ActivityError error = await rig.FailAsync("ResizeImage", "a.jpg", JsonNode.Parse(input)!.AsObject());

        Assert.Equal(nameof(InvalidInputError), error.ErrorType);
        Assert.Contains($"'{member}'", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResizeImage_ALaterPutFails_EarlierOnesAreTakenBack()
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(400, 300));
        using ActivityRig failing = new() { Context = new() { Objects = new FailingStore(rig.Objects, putsThatSucceed: 2) } };

        ActivityError error = await failing.FailAsync("ResizeImage", "a.jpg", new() { ["sizes"] = JsonNode.Parse("""[{"width":30},{"width":20},{"width":10}]""") });

        Assert.Equal(nameof(IOException), error.ErrorType);
        Assert.Empty(await rig.KeysAsync(ActivityRig.Processed));
    }

    public void Dispose() => rig.Dispose();

    private static (byte R, byte G, byte B) Quadrant(int x, int y, int width, int height) => (x < width / 2, y < height / 2) switch
    {
        (true, true) => (220, 30, 30),
        (false, true) => (30, 220, 30),
        (true, false) => (30, 30, 220),
        _ => (230, 230, 230),
    };

    private Task<byte[]> ReadAsync(string key) => rig.Objects.ReadAllBytesAsync(ActivityRig.Processed, key, TestContext.Current.CancellationToken);
}
