using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ImageFlow.Activities.Metadata;

namespace ImageFlow.Tests.Activities;

public sealed class ReadMetadataTests : IDisposable
{
    private readonly ActivityRig rig = new();

    [Fact]
    public async Task ReadMetadata_Exif_TellsCameraPlaceAndOrientation()
    {
        await rig.PutAsync("a.jpg", TestPicture.WithExif(TestPicture.Gradient(60, 40), TestPicture.Exif(6)));

        JsonObject output = await rig.RunAsync("ReadMetadata", "a.jpg");

        Assert.Equal((40, 60, 60, 40), ((int)output["width"]!, (int)output["height"]!, (int)output["storedWidth"]!, (int)output["storedHeight"]!));
        Assert.Equal(6, (int)output["orientation"]!);
        Assert.True((bool)output["hasGps"]!);
        Assert.Equal("CamCorp", (string)output["exif"]!["cameraMake"]!);
        Assert.Null(output["exif"]!["cameraModel"]);
    }

    [Fact]
    public async Task ReadMetadata_SolidPicture_HasItsColour()
    {
        await rig.PutAsync("a.png", TestPicture.Solid(90, 60, 0x33, 0x66, 0xCC));

        JsonObject output = await rig.RunAsync("ReadMetadata", "a.png");

        Assert.Equal("#3366cc", (string)output["dominantColor"]!);
        Assert.Equal((false, false, 1, "srgb"), ((bool)output["hasAlpha"]!, (bool)output["hasGps"]!, (int)output["pages"]!, (string)output["colorSpace"]!));

        // 4 × 3 components; the characters 3 to 6 are the mean colour in base 83.
        const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
        string hash = (string)output["blurHash"]!;
        Assert.Equal(28, hash.Length);
        Assert.Equal('L', hash[0]);
        Assert.Equal(0x3366CC, hash[2..6].Aggregate(0, (sum, digit) => (sum * 83) + Digits.IndexOf(digit, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadMetadata_PHash_IsNearForTheSamePictureAndFarForAnother()
    {
        static (byte, byte, byte) Scene(double x, double y) =>
            Math.Pow(x - 0.3, 2) + Math.Pow(y - 0.4, 2) < 0.04 ? ((byte)240, (byte)200, (byte)40) : ((byte)(x * 120), (byte)(y * 160), (byte)90);
        static (byte, byte, byte) Other(double x, double y) => (x > 0.6) ^ (y > 0.3) ? ((byte)230, (byte)230, (byte)230) : ((byte)20, (byte)(x * 90), (byte)40);

        ulong large = await HashAsync("large.png", TestPicture.Make(640, 480, (x, y) => Scene(x / 640.0, y / 480.0)));
        ulong small = await HashAsync("small.jpg", TestPicture.Make(96, 72, (x, y) => Scene(x / 96.0, y / 72.0), "jpeg", 60));
        ulong other = await HashAsync("other.png", TestPicture.Make(640, 480, (x, y) => Other(x / 640.0, y / 480.0)));

        Assert.InRange(BitOperations.PopCount(large ^ small), 0, 8);
        Assert.InRange(BitOperations.PopCount(large ^ other), 16, 64);
    }

    [Fact]
    public void ExifReader_EveryTruncationAndBitFlip_ReadsWithoutAnError()
    {
        byte[] exif = TestPicture.Exif(3);
        Random random = new(7);
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = exif[..random.Next(exif.Length + 1)];
            for (int flips = random.Next(4); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            ExifReader reader = new(damaged);
            _ = reader.Text(ExifDirectory.Main, ExifTag.Make);
            _ = reader.Fraction(ExifDirectory.Gps, ExifTag.GpsLatitude);
            _ = reader.Number(ExifDirectory.Main, 0x0112);
            _ = reader.Time(ExifTag.DateTimeOriginal, ExifTag.OffsetTimeOriginal);
        }

        Assert.Equal("CamCorp", new ExifReader(exif).Text(ExifDirectory.Main, ExifTag.Make));
    }

    public void Dispose() => rig.Dispose();

    private async Task<ulong> HashAsync(string key, byte[] picture)
    {
        await rig.PutAsync(key, picture);
        return ulong.Parse((string)(await rig.RunAsync("ReadMetadata", key))["pHash"]!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
