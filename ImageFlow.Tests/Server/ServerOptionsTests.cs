using ImageFlow.LocalCloud.Mocks;
using ImageFlow.Server.Hosting;

namespace ImageFlow.Tests.Server;

public class ServerOptionsTests
{
    [Fact]
    public void Parse_NoArguments_TakesTheDefaults()
    {
        var parsed = Parse();

        Assert.Null(parsed.Error);
        Assert.Equal(new Uri("http://127.0.0.1:5080"), parsed.Options.Url);
        Assert.Equal(new Uri("http://127.0.0.1:5081"), parsed.Options.AwsUrl);
        Assert.Equal(".imageflow", parsed.Options.DataDirectory);
    }

    [Fact]
    public void Parse_OriginsOfStudios_AreTakenFromTheOptionAndTheEnvironment()
    {
        var parsed = ServerOptions.Parse(["--studio-origin", "http://127.0.0.1:5000, https://b.example.org/"], name => name == "IMAGEFLOW_STUDIO_ORIGINS" ? "https://a.example.org" : null);
        var wrong = ServerOptions.Parse([], name => name == "IMAGEFLOW_STUDIO_ORIGINS" ? "a.example.org" : null);

        Assert.Equal(["https://a.example.org", "http://127.0.0.1:5000", "https://b.example.org"], parsed.Options.StudioOrigins);
        Assert.Contains("IMAGEFLOW_STUDIO_ORIGINS takes origins like", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OriginsOfSites_AreKeptApartFromThoseOfStudios()
    {
        var parsed = ServerOptions.Parse(["--site-origin=https://photos.example.org"], name => name == "IMAGEFLOW_SITE_ORIGINS" ? "https://a.example.org" : null);

        Assert.Equal(["https://a.example.org", "https://photos.example.org"], parsed.Options.SiteOrigins);
        Assert.Empty(parsed.Options.StudioOrigins);
    }

    [Fact]
    public void Parse_EveryOption_IsTaken()
    {
        var parsed = Parse("--url", "http://127.0.0.1:1", "--aws-url=http://[::1]:2", "--data", "d", "--api-key", "k", "--retention", "7");

        Assert.Null(parsed.Error);
        Assert.Equal(new ServerOptions { Url = new("http://127.0.0.1:1"), AwsUrl = new("http://[::1]:2"), DataDirectory = "d", ApiKey = "k", Retention = TimeSpan.FromDays(7) }, parsed.Options);
    }

    [Theory]
    [InlineData("no option '--prot'", "--prot", "80")]
    [InlineData("needs a value", "--data")]
    [InlineData("must be an address", "--url", "https://127.0.0.1:5080")]
    [InlineData("must be an address", "--url", "5080")]
    [InlineData("must be an address", "--url", "http://example.org:5080")]
    [InlineData("--allow-private-http takes HOST, HOST:PORT or *", "--allow-private-http", "http://localhost")]
    [InlineData("--studio-origin takes origins like", "--studio-origin", "*")]
    [InlineData("--site-origin takes origins like", "--site-origin", "photos.example.org")]
    [InlineData("--studio-origin takes origins like", "--studio-origin", "https://studio.example.org/path")]
    [InlineData("must be a number of days", "--retention", "-1")]
    [InlineData("'Ask' is no fault", "--fault", "Ask")]
    [InlineData("needs a value", "--mock")]
    [InlineData("two different addresses", "--url", "http://127.0.0.1:9", "--aws-url", "http://127.0.0.1:9")]
    [InlineData("http://0.0.0.0:5080/ can be reached from other machines", "--url", "http://0.0.0.0:5080")]
    [InlineData("http://10.0.0.1:5081/ can be reached from other machines", "--aws-url", "http://10.0.0.1:5081")]
    public void Parse_WrongUsage_SaysWhatInOneSentence(string sentence, params string[] args)
    {
        Assert.Contains(sentence, Parse(args).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MocksFaultsAndTime_AreTaken()
    {
        var parsed = Parse("--mock", "m.json", "--time-skip", "--fault", "Ask@1=timeout", "--fault=Tell=error:E");

        Assert.Null(parsed.Error);
        Assert.Equal(("m.json", true), (parsed.Options.Mock, parsed.Options.TimeSkip));
        Assert.Equal([new Fault("Ask", 1, "States.Timeout", TimeSpan.Zero), new Fault("Tell", null, "E", TimeSpan.Zero)], parsed.Options.Faults);
    }

    [Fact]
    public void Parse_PrivateHttpHosts_AreRead()
    {
        Assert.True(Parse("--allow-private-http", "localhost,127.0.0.1:9000").Options.PrivateHttpHosts.Contains("127.0.0.1", 9000));
        Assert.False(Parse().Options.PrivateHttpHosts.Contains("127.0.0.1", 9000));
    }

    [Fact]
    public void Parse_RetentionOf0_KeepsForEver() => Assert.Null(Parse("--retention=0").Options.Retention);

    [Fact]
    public void Parse_OtherAddressWithKey_IsAllowed()
    {
        Assert.Null(Parse("--url", "http://0.0.0.0:80", "--api-key", "secret").Error);
        Assert.Null(ServerOptions.Parse(["--url", "http://0.0.0.0:80"], name => name == "IMAGEFLOW_API_KEY" ? "secret" : null).Error);
    }

    [Fact]
    public void Parse_HealthOfAnOpenAddress_NeedsNoKey()
    {
        var parsed = Parse("--health", "--url", "http://0.0.0.0:80");

        Assert.Null(parsed.Error);
        Assert.True(parsed.Health);
    }

    private static ParsedCommandLine Parse(params string[] args) => ServerOptions.Parse(args, _ => null);
}
