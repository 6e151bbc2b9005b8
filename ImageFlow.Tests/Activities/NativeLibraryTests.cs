using ImageFlow.Activities.Imaging.Native;

namespace ImageFlow.Tests.Activities;

public class NativeLibraryTests
{
    [Fact]
    public void Load_FileIsAbsent_SaysInOneSentenceWhatToDo()
    {
        NativeLibraryMissingException error = Assert.Throws<NativeLibraryMissingException>(() => NativeLibraryFile.Load(null, "/nowhere"));

        Assert.Contains("/nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains("Node.js 20", error.Message, StringComparison.Ordinal);
        Assert.Contains(NativeLibraryFile.PathVariable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileIsNoLibrary_SaysInOneSentenceWhatToDo()
    {
        string path = Path.GetTempFileName();
        try
        {
            NativeLibraryMissingException error = Assert.Throws<NativeLibraryMissingException>(() => NativeLibraryFile.Load(path, "/nowhere"));

            Assert.Equal(path, error.LibraryPath);
            Assert.Contains(NativeLibraryFile.PathVariable, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Version_OfTheFetchedLibrary_IsThePinnedOne() => Assert.StartsWith("8.18.", VipsRuntime.Version, StringComparison.Ordinal);

    [Fact]
    public void Set_UnknownProperty_IsAnExceptionAndNotALogLine()
    {
        using VipsOperation operation = new("jpegsave_buffer");

        Assert.Throws<ArgumentException>(() => operation.Set("fail-on", 1));
    }

    [Theory]
    [InlineData("svgload_buffer")]
    [InlineData("rawload")]
    [InlineData("csvload")]
    [InlineData("vipsload")]
    public void Run_LoaderThatIsNotAllowed_IsBlocked(string loader)
    {
        using EncodedImage bytes = EncodedImage.Copy("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"u8);
        string file = Path.GetTempFileName();
        try
        {
            VipsException error = Assert.Throws<VipsException>(() =>
            {
                using VipsOperation operation = new(loader);
                (loader.EndsWith("_buffer", StringComparison.Ordinal) ? operation.Set("buffer", bytes) : operation.Set("filename", file)).Run();
            });
            Assert.Contains("block", error.Message, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
