using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

public class ActivityManifestTests
{
    [Fact]
    public void ToJson_GoldenFile_IsTheSameText()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "ImageFlow.Activities", "manifest.json");
        string now = ActivityManifest.ToJson();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, now);
        }

        Assert.Equal(File.ReadAllText(path), now);
    }

    [Fact]
    public void EmbeddedResource_IsTheGoldenFile()
    {
        using Stream resource = typeof(ActivityManifest).Assembly.GetManifestResourceStream("ImageFlow.Activities.manifest.json")!;
        using StreamReader reader = new(resource);

        Assert.Equal(ActivityManifest.ToJson(), reader.ReadToEnd());
    }

    [Fact]
    public void ToJson_EveryLambdaActivity_HasAHandlerAndOnlyThose()
    {
        foreach (ActivityDescription activity in ActivityCatalog.All)
        {
            Assert.Equal(activity.Aws is LambdaBinding, activity.Handler is not null);
        }
    }

    [Fact]
    public void ToJson_EveryErrorMap_LeadsToADeclaredError()
    {
        foreach (ActivityDescription activity in ActivityCatalog.All.Where(a => a.Aws is IntegrationBinding))
        {
            IntegrationBinding binding = (IntegrationBinding)activity.Aws;
            Assert.All(binding.ErrorMap.Values, error => Assert.Contains(error, activity.Errors.Select(e => e.Name)));
            Assert.Equal(activity.Outputs.Select(o => o.Name), binding.Output.Select(o => o.Key));
        }
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Strings(member.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    [Fact]
    public void ToJson_EveryIntegrationExpression_NamesOnlyInputsThatExist()
    {
        foreach (ActivityDescription activity in ActivityCatalog.All.Where(a => a.Aws is IntegrationBinding))
        {
            IntegrationBinding binding = (IntegrationBinding)activity.Aws;
            IEnumerable<string> expressions = new JsonNode[] { binding.Arguments, binding.Output }.SelectMany(Strings);
            IEnumerable<string> named = expressions
                .SelectMany(e => System.Text.RegularExpressions.Regex.Matches(e, @"\binput\.(\w+)").Select(m => m.Groups[1].Value));

            Assert.Empty(named.Except(activity.Inputs.Select(i => i.Name)));
        }
    }
}
