using ImageFlow.Cli.Run;

namespace ImageFlow.Tests.Cli;

public class RunInputTests
{
    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("Strand & Meer.jpg", "Strand---Meer.jpg")]
    [InlineData("äöü.png", "png")]
    [InlineData("..", "image")]
    [InlineData("-rf .jpg", "rf-.jpg")]
    [InlineData("日本", "image")]
    public void SafeName_OfAnyFileName_HasOnlySafeCharacters(string name, string expected) => Assert.Equal(expected, RunInput.SafeName(name));

    [Fact]
    public void SafeName_OfALongName_KeepsTheExtension()
    {
        string safe = RunInput.SafeName(new string('a', 300) + ".jpeg");

        Assert.Equal(100, safe.Length);
        Assert.EndsWith(".jpeg", safe, StringComparison.Ordinal);
    }
}
