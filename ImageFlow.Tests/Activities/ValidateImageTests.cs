using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

public sealed class ValidateImageTests : IDisposable
{
    private readonly ActivityRig rig = new();

    [Fact]
    public async Task ValidateImage_WrongNameAndContentType_SaysWhatTheBytesAre()
    {
        await rig.PutAsync("photo.jpg", TestPicture.Solid(12, 8, 1, 2, 3));

        JsonObject output = await rig.RunAsync("ValidateImage", "photo.jpg");

        Assert.Equal(("png", "image/png"), ((string)output["format"]!, (string)output["contentType"]!));
        Assert.Equal((12, 8), ((int)output["width"]!, (int)output["height"]!));
    }

    [Fact]
    public async Task ValidateImage_MoreBytesThanAllowed_IsTooLarge()
    {
        byte[] picture = TestPicture.Gradient(100, 100);
        await rig.PutAsync("a.jpg", picture);

        await rig.RunAsync("ValidateImage", "a.jpg", new() { ["maxBytes"] = picture.Length });
        ActivityError error = await rig.FailAsync("ValidateImage", "a.jpg", new() { ["maxBytes"] = picture.Length - 1 });

        Assert.Equal(nameof(ImageTooLargeError), error.ErrorType);
    }

    [Fact]
    public async Task ValidateImage_MorePixelsThanAllowed_IsTooLarge()
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(100, 50));

        await rig.RunAsync("ValidateImage", "a.jpg", new() { ["maxPixels"] = "5000" });
        ActivityError error = await rig.FailAsync("ValidateImage", "a.jpg", new() { ["maxPixels"] = 4999 });

        Assert.Equal(nameof(ImageTooLargeError), error.ErrorType);
        Assert.Contains("100 × 50", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateImage_ProcessLimit_CannotBeRaisedByTheInput()
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(100, 50));
        ActivityRig strict = new() { Context = new() { Objects = rig.Objects, Limits = new() { MaxPixels = 1000 } } };

        ActivityError error = await strict.FailAsync("ValidateImage", "a.jpg", new() { ["maxPixels"] = 5000 });

        Assert.Equal(nameof(ImageTooLargeError), error.ErrorType);
        strict.Dispose();
    }

    [Fact]
    public async Task ValidateImage_OtherSizeThanDeclared_IsCorrupt()
    {
        byte[] picture = TestPicture.Gradient(100, 100);
        await rig.PutAsync("a.jpg", picture);

        await rig.RunAsync("ValidateImage", "a.jpg", new() { ["expectedBytes"] = picture.Length });
        ActivityError error = await rig.FailAsync("ValidateImage", "a.jpg", new() { ["expectedBytes"] = picture.Length + 1 });

        Assert.Equal(nameof(CorruptImageError), error.ErrorType);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("avif")]
    public async Task ValidateImage_CutOffAtAnyThird_IsADeclaredError(string format)
    {
        byte[] picture = TestPicture.Gradient(200, 200, format);
        foreach (int length in new[] { picture.Length / 3, picture.Length / 2, picture.Length * 9 / 10 })
        {
            await rig.PutAsync("cut", picture[..length]);
            ActivityError error = await rig.FailAsync("ValidateImage", "cut", new() { ["allowedFormats"] = new JsonArray(format) });
            Assert.Equal(nameof(CorruptImageError), error.ErrorType);
        }
    }

    [Theory]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "heic")]
    [InlineData("BM12345678", "bmp")]
    [InlineData("8BPS\0\u0001", "psd")]
    [InlineData("<?xml version='1.0'?><svg xmlns='x'/>", "svg")]
    [InlineData("<!DOCTYPE html><p>", "html")]
    [InlineData("%PDF-1.7", "pdf")]
    public async Task ValidateImage_RefusedFormat_IsNamed(string content, string format)
    {
        await rig.PutAsync("photo.jpg", Encoding.Latin1.GetBytes(content));

        ActivityError error = await rig.FailAsync("ValidateImage", "photo.jpg");

        Assert.Equal(nameof(InvalidImageFormatError), error.ErrorType);
        Assert.Contains($"'photo.jpg' is {format} ", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"allowedFormats":[]}""", "allowedFormats")]
    [InlineData("""{"allowedFormats":["bmp"]}""", "allowedFormats")]
    [InlineData("""{"maxBytes":0}""", "maxBytes")]
    [InlineData("""{"maxPixels":-5}""", "maxPixels")]
    public async Task ValidateImage_ValueOutOfRange_IsInvalidInput(string input, string member)
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(10, 10));

        ActivityError error = await rig.FailAsync("ValidateImage", "a.jpg", JsonNode.Parse(input)!.AsObject());

        Assert.Equal(nameof(InvalidInputError), error.ErrorType);
        Assert.Contains($"'{member}'", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValidateImage_OneFormatWithoutAList_IsAListOfOne()
    {
        await rig.PutAsync("a.jpg", TestPicture.Gradient(10, 10));

        Assert.Equal("jpeg", (string)(await rig.RunAsync("ValidateImage", "a.jpg", new() { ["allowedFormats"] = "jpeg", ["maxBytes"] = null }))["format"]!);
    }

    public void Dispose() => rig.Dispose();
}
