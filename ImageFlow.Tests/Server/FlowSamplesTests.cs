using ImageFlow.Engine.Sqlite;
using ImageFlow.Server.Flows;
using Microsoft.Data.Sqlite;

namespace ImageFlow.Tests.Server;

public sealed class FlowSamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imageflow-samples-").FullName;
    private readonly SqliteConnection _connection;
    private readonly FlowStore _flows;
    private readonly FlowSamples _samples;

    public FlowSamplesTests()
    {
        _connection = SqliteDatabase.Open(Path.Combine(_folder, "workflows.db"));
        _flows = new FlowStore(_connection, TimeProvider.System);
        _samples = new FlowSamples(_flows);
    }

    [Fact]
    public void Seed_FirstStart_StoresSamplesWithTheirInput()
    {
        Ship("original");

        _samples.Seed(_folder);

        Assert.Equal("original", _flows.Find("demo", VersionChoice.Latest)?.Description);
        Assert.True(_samples.IsSample("demo"));
        Assert.Equal(256, (int)_samples.InputOf("demo")!["size"]!);
    }

    [Fact]
    public void Seed_NewerSampleOverAnUntouchedOne_RenewsIt()
    {
        Ship("original");
        _samples.Seed(_folder);
        Ship("newer");

        _samples.Seed(_folder);

        Assert.Equal("newer", _flows.Find("demo", VersionChoice.Latest)?.Description);
        Assert.Single(_flows.Versions("demo"));
    }

    [Fact]
    public void Seed_EditedSample_IsNeverTouched()
    {
        Ship("original");
        _samples.Seed(_folder);
        var edited = _flows.Find("demo", VersionChoice.Latest)!.ToDefinition();
        edited["description"] = "mine";
        _flows.Save(edited, publish: false);
        Ship("newer");

        _samples.Seed(_folder);

        Assert.Equal("mine", _flows.Find("demo", VersionChoice.Latest)?.Description);
    }

    [Fact]
    public void Seed_DeletedSample_DoesNotComeBack()
    {
        Ship("original");
        _samples.Seed(_folder);
        _flows.Delete("demo");

        _samples.Seed(_folder);

        Assert.Null(_flows.Find("demo", VersionChoice.Latest));
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Ship(string description)
    {
        var sample = Directory.CreateDirectory(Path.Combine(_folder, "demo")).FullName;
        var flow = Flows.Waiting("demo");
        flow["description"] = description;
        File.WriteAllText(Path.Combine(sample, "workflow.json"), flow.ToJsonString());
        File.WriteAllText(Path.Combine(sample, "sample-input.json"), """{ "size": 256 }""");
    }
}
