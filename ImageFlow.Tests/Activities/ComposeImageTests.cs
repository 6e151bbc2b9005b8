using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Activities.Imaging;

namespace ImageFlow.Tests.Activities;

public sealed class ComposeImageTests : IDisposable
{
    private const int Width = 400;
    private const int Height = 200;

    private readonly ActivityRig rig = new();

    [Theory]
    [InlineData("top-left", 4, 4)]
    [InlineData("top", 150, 4)]
    [InlineData("top-right", 296, 4)]
    [InlineData("left", 4, 75)]
    [InlineData("centre", 150, 75)]
    [InlineData("right", 296, 75)]
    [InlineData("bottom-left", 4, 146)]
    [InlineData("bottom", 150, 146)]
    [InlineData("bottom-right", 296, 146)]
    public async Task ComposeImage_Position_PutsTheOverlayThere(string position, int x, int y)
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(Width, Height, 255, 0, 0));
        await rig.PutAsync("logo.png", TestPicture.Solid(40, 20, 0, 0, 255));

        JsonObject output = await rig.RunAsync("ComposeImage", "photo.png", new() { ["overlayKey"] = "logo.png", ["position"] = position });

        Assert.Equal($$"""{"x":{{x}},"y":{{y}},"width":100,"height":50}""", output["overlay"]!.ToJsonString());
        (byte[] pixels, int width, int height, int bands) = await ResultAsync(output);
        Assert.Equal((Width, Height, 3), (width, height, bands));
        for (int i = 0; i < width * height; i++)
        {
            bool isOverlay = i % width >= x && i % width < x + 100 && i / width >= y && i / width < y + 50;
            Assert.Equal(isOverlay ? (0, 0, 255) : (255, 0, 0), (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]));
        }
    }

    [Fact]
    public async Task ComposeImage_Opacity_MixesTheColours()
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(Width, Height, 255, 0, 0));
        await rig.PutAsync("logo.png", TestPicture.Solid(40, 20, 0, 0, 255));

        JsonObject output = await rig.RunAsync("ComposeImage", "photo.png", new() { ["overlayKey"] = "logo.png", ["position"] = "centre", ["opacity"] = 0.5 });

        (byte[] pixels, _, _, _) = await ResultAsync(output);
        int middle = 3 * ((Height / 2 * Width) + (Width / 2));
        Assert.InRange(pixels[middle], 126, 129);
        Assert.InRange(pixels[middle + 2], 126, 129);
    }

    [Theory]
    [InlineData("Ảnh của Đặng")]
    [InlineData("© 2026 Ångström & Söhne, \"50 %\"")]
    [InlineData("one\ntwo")]
    public async Task ComposeImage_Text_IsDrawnInItsColourWithinItsPlace(string text)
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(Width, Height, 0, 0, 0));

        JsonObject output = await rig.RunAsync("ComposeImage", "photo.png", new() { ["text"] = text, ["textColor"] = "#00ff00", ["scale"] = 0.5, ["position"] = "top-left" });

        (byte[] pixels, int width, _, _) = await ResultAsync(output);
        (int x, int y, int right, int bottom) = Place(output);
        int[] green = [.. Enumerable.Range(0, pixels.Length / 3).Where(i => pixels[(3 * i) + 1] > 200)];
        Assert.InRange(green.Length, (right - x) * (bottom - y) / 40, (right - x) * (bottom - y) * 2 / 3);
        Assert.All(green, i => Assert.True(i % width >= x && i % width < right && i / width >= y && i / width < bottom));
        Assert.All(Enumerable.Range(0, pixels.Length / 3), i => Assert.Equal((0, 0), (pixels[3 * i], pixels[(3 * i) + 2])));
    }

    [Fact]
    public async Task ComposeImage_Outline_SurroundsTheLetters()
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(Width, Height, 255, 255, 255));

        JsonObject output = await rig.RunAsync("ComposeImage", "photo.png", new() { ["text"] = "I", ["textColor"] = "#ffffff", ["outlineColor"] = "#000000", ["scale"] = 0.1 });

        (byte[] pixels, int width, _, _) = await ResultAsync(output);
        (int x, int y, int right, int bottom) = Place(output);
        byte[] row = [.. Enumerable.Range(x, right - x).Select(column => pixels[3 * (((y + bottom) / 2 * width) + column)])];
        Assert.True(row[0] < 128 && row[^1] < 128, string.Join(' ', row));
        Assert.Equal(255, row[row.Length / 2]);
    }

    [Fact]
    public async Task ComposeImage_TransparentPicture_KeepsItsTransparencyButInJpeg()
    {
        byte[] picture = TestPicture.Solid(40, 20, 0, 0, 255);
        await rig.PutAsync("logo.png", picture);
        await rig.PutAsync("photo.webp", await TransparentAsync());

        JsonObject webp = await rig.RunAsync("ComposeImage", "photo.webp", new() { ["overlayKey"] = "logo.png" });
        JsonObject jpeg = await rig.RunAsync("ComposeImage", "photo.webp", new() { ["overlayKey"] = "logo.png", ["format"] = "jpeg", ["background"] = "#00ff00" });

        Assert.Equal("photo-composed.webp", webp["key"]!.GetValue<string>());
        Assert.Equal(4, (await ResultAsync(webp)).Bands);
        (byte[] pixels, _, _, int bands) = await ResultAsync(jpeg);
        Assert.Equal(3, bands);
        Assert.True(pixels[1] > 240 && pixels[0] < 15, "The background shows in the corner.");
    }

    [Fact]
    public async Task ComposeImage_GreyJpegOnItsSide_ComesOutUpright()
    {
        byte[] jpeg = TestPicture.Gradient(120, 60);
        await rig.PutAsync("photo.jpg", TestPicture.WithExif(jpeg, TestPicture.Exif(6)));

        JsonObject output = await rig.RunAsync("ComposeImage", "photo.jpg", new() { ["text"] = "x" });

        Assert.Equal((60, 120), ((int)output["width"]!, (int)output["height"]!));
        (_, int width, int height, _) = await ResultAsync(output);
        Assert.Equal((60, 120), (width, height));
    }

    [Theory]
    [InlineData("""{}""", "'overlayKey' of ComposeImage is required where there is no text")]
    [InlineData("""{"overlayKey":"a.png","text":"b"}""", "are both set")]
    [InlineData("""{"text":"x","scale":0}""", "'scale'")]
    [InlineData("""{"text":"x","opacity":1.5}""", "'opacity'")]
    [InlineData("""{"text":"x","margin":-0.1}""", "'margin'")]
    [InlineData("""{"text":"x","quality":101}""", "'quality'")]
    [InlineData("""{"text":"x","textColor":"red"}""", "'textColor'")]
    [InlineData("""{"text":"x","outlineColor":"red"}""", "'outlineColor'")]
    [InlineData("""{"text":"x","background":"red"}""", "'background'")]
    [InlineData("""{"text":"x","position":"middle"}""", "'position'")]
    [InlineData("""{"text":"日本"}""", "U+65E5")]
    [InlineData("""{"text":" \n "}""", "nothing that can be seen")]
    [InlineData("""{"text":"x","targetBucket":"imageflow-uploads","targetKey":"photo.png"}""", "source itself")]
    public async Task ComposeImage_WrongInput_SaysWhatAndWhy(string input, string reason)
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(40, 20, 255, 0, 0));

        ActivityError error = await rig.FailAsync("ComposeImage", "photo.png", (JsonObject)JsonNode.Parse(input)!);

        Assert.Equal(nameof(InvalidInputError), error.ErrorType);
        Assert.Contains(reason, error.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(await rig.KeysAsync(ActivityRig.Processed));
    }

    [Fact]
    public async Task ComposeImage_OverlayThatIsNoPicture_NamesTheOverlay()
    {
        await rig.PutAsync("photo.png", TestPicture.Solid(40, 20, 255, 0, 0));
        await rig.PutAsync("logo.png", "no picture"u8.ToArray());

        ActivityError broken = await rig.FailAsync("ComposeImage", "photo.png", new() { ["overlayKey"] = "logo.png" });
        ActivityError missing = await rig.FailAsync("ComposeImage", "photo.png", new() { ["overlayKey"] = "none.png" });

        Assert.Equal((nameof(InvalidImageFormatError), true), (broken.ErrorType, broken.ErrorMessage.Contains("logo.png", StringComparison.Ordinal)));
        Assert.Equal((nameof(ObjectNotFoundError), true), (missing.ErrorType, missing.ErrorMessage.Contains("none.png", StringComparison.Ordinal)));
    }

    [Fact]
    public void StrokeFont_EveryAccentedLetterOfItsTable_IsALetterThatItHas()
    {
        string letters = string.Concat(Enumerable.Range(0x21, 0x7F - 0x21).Concat(Enumerable.Range(0xC0, 0x17F - 0xC0)).Concat(Enumerable.Range(0x1EA0, 0x1EFA - 0x1EA0)).Select(c => (char)c));
        List<char> missing = [];
        foreach (char letter in letters)
        {
            try
            {
                _ = ImageFlow.Activities.Imaging.Lettering.TextLayout.Of(letter.ToString(), reason => new ArgumentException(reason));
            }
            catch (ArgumentException)
            {
                missing.Add(letter);
            }
        }

        // Letters of their own, which no language of the interface uses.
        Assert.Equal("ĦħĲĳĸĿŀŉŊŋŦŧ", string.Concat(missing));
    }

    public void Dispose() => rig.Dispose();

    private static (int X, int Y, int Right, int Bottom) Place(JsonObject output)
    {
        JsonNode place = output["overlay"]!;
        return ((int)place["x"]!, (int)place["y"]!, (int)place["x"]! + (int)place["width"]!, (int)place["y"]! + (int)place["height"]!);
    }

    private async Task<(byte[] Pixels, int Width, int Height, int Bands)> ResultAsync(JsonObject output) => TestPicture.Decode(
        await rig.Objects.ReadAllBytesAsync(output["bucket"]!.GetValue<string>(), output["key"]!.GetValue<string>(), TestContext.Current.CancellationToken));

    /// <summary>A picture that contain fits into a larger one: its margins are what is made transparent by the text alone.</summary>
    private static Task<byte[]> TransparentAsync()
    {
        byte[] rgba = new byte[64 * 64 * 4];
        for (int i = 0; i < 64 * 32; i++)
        {
            rgba[(4 * i) + 3] = 0;
            rgba[(4 * (i + (64 * 32))) + 3] = 255;
        }

        using ImageFlow.Activities.Imaging.Native.VipsImage image = ImageFlow.Activities.Imaging.Native.VipsImage.FromPixels(rgba, 64, 64, 4);
        using ImageFlow.Activities.Imaging.Native.VipsImage srgb = new ImageFlow.Activities.Imaging.Native.VipsOperation("copy").Set("in", image).Set("interpretation", 22).RunToImage();
        using ImageFlow.Activities.Imaging.Native.VipsBlob blob = Encoder.Encode(srgb, new("webp", 90, StripMetadata: true));
        return Task.FromResult(blob.Span.ToArray());
    }
}
