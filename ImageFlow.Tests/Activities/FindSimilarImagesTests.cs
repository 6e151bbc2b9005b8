using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Activities;

public sealed class FindSimilarImagesTests : IDisposable
{
    private const string Hash = "0f0f0f0f0f0f0f0f";

    private readonly ActivityRig rig = new();

    [Fact]
    public async Task FindSimilarImages_RecordsAtManyDistances_GivesTheNearestFirstWithinBoundAndLimit()
    {
        Add("far", "f0f0f0f0f0f0f0f0");
        Add("three", "0f0f0f0f0f0f0f08");
        Add("same-b", Hash);
        Add("same-a", Hash.ToUpperInvariant());
        Add("eleven", "0f0f0f0f0f0f0800");
        Add("own", Hash);
        rig.Tables.Items.Add((JsonObject)JsonNode.Parse("""{"id":{"S":"without a hash"}}""")!);
        rig.Tables.Items.Add((JsonObject)JsonNode.Parse("""{"id":{"S":"broken"},"pHash":{"S":"xyz"}}""")!);

        JsonObject all = await FindAsync(new() { ["pHash"] = Hash, ["exclude"] = "own" });
        JsonObject two = await FindAsync(new() { ["pHash"] = Hash, ["exclude"] = "own", ["limit"] = 1, ["maxDistance"] = 0 });

        Assert.Equal(["same-a 0", "same-b 0", "three 3", "eleven 7"], Matches(all));
        Assert.Equal((true, 4, 5), ((bool)all["found"]!, (int)all["count"]!, (int)all["compared"]!));
        Assert.Equal(["same-a 0"], Matches(two));
        Assert.Equal(2, (int)two["count"]!);
    }

    [Fact]
    public async Task FindSimilarImages_OfAPicture_FindsItEncodedAgainAndNotAnother()
    {
        await rig.PutAsync("photo.jpg", Patches(400, 300, "jpeg"));
        await rig.PutAsync("again.png", Patches(200, 150, "png"));
        await rig.PutAsync("other.png", TestPicture.Make(200, 150, (x, y) => (((x / 25) + (y / 25)) % 2 == 0) ? ((byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0)));
        foreach (string key in (string[])["again.png", "other.png"])
        {
            Add(key, (await rig.RunAsync("ReadMetadata", key))["pHash"]!.GetValue<string>());
        }

        JsonObject output = await rig.RunAsync("FindSimilarImages", "photo.jpg");

        Assert.StartsWith("again.png ", Assert.Single(Matches(output)), StringComparison.Ordinal);
        Assert.Equal((await rig.RunAsync("ReadMetadata", "photo.jpg"))["pHash"]!.GetValue<string>(), output["pHash"]!.GetValue<string>());
    }

    [Fact]
    public async Task FindSimilarImages_HashInsideAMapAndNumberAsId_AreRead()
    {
        rig.Tables.Items.Add((JsonObject)JsonNode.Parse("""{"number":{"N":"7"},"meta":{"M":{"look":{"S":"HASH"}}}}""".Replace("HASH", Hash, StringComparison.Ordinal))!);

        JsonObject output = await FindAsync(new() { ["pHash"] = Hash, ["idAttribute"] = "number", ["hashAttribute"] = "meta.look" });

        Assert.Equal(["7 0"], Matches(output));
    }

    [Theory]
    [InlineData("""{}""", nameof(InvalidInputError), "'bucket'")]
    [InlineData("""{"bucket":"imageflow-uploads"}""", nameof(InvalidInputError), "'key'")]
    [InlineData("""{"pHash":"12"}""", nameof(InvalidInputError), "16 hex digits")]
    [InlineData("""{"pHash":"0f0f0f0f0f0f0f0f","maxDistance":65}""", nameof(InvalidInputError), "'maxDistance'")]
    [InlineData("""{"pHash":"0f0f0f0f0f0f0f0f","limit":0}""", nameof(InvalidInputError), "'limit'")]
    [InlineData("""{"pHash":"0f0f0f0f0f0f0f0f","hashAttribute":"a..b"}""", nameof(InvalidInputError), "'hashAttribute'")]
    [InlineData("""{"pHash":"0f0f0f0f0f0f0f0f","table":"none"}""", nameof(TableNotFoundError), "'none'")]
    public async Task FindSimilarImages_WrongInput_SaysWhatAndWhy(string input, string error, string reason)
    {
        ActivityResult result = await ActivityInvoker.InvokeAsync("FindSimilarImages", Encoding.UTF8.GetBytes(input), rig.Context, TestContext.Current.CancellationToken);

        Assert.Equal(error, result.Error?.ErrorType);
        Assert.Contains(reason, result.Error!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void RecordPaths_NestedAndRepeatedNames_ShareTheirPlaceholders()
    {
        RecordPaths paths = RecordPaths.Of(["id", "meta.id", "id"]);

        Assert.Equal("#p0, #p1.#p0", paths.Expression);
        Assert.Equal(["id", "meta"], paths.Names.OrderBy(name => name.Key).Select(name => name.Value));
    }

    public void Dispose() => rig.Dispose();

    private void Add(string id, string hash) => rig.Tables.Items.Add((JsonObject)JsonNode.Parse($$$$"""{"id":{"S":"{{{{id}}}}"},"pHash":{"S":"{{{{hash}}}}"}}""")!);

    private async Task<JsonObject> FindAsync(JsonObject input)
    {
        ActivityResult result = await ActivityInvoker.InvokeAsync("FindSimilarImages", Encoding.UTF8.GetBytes(input.ToJsonString()), rig.Context, TestContext.Current.CancellationToken);
        Assert.Null(result.Error?.ErrorMessage);
        return JsonNode.Parse(result.Output!.Value.Span)!.AsObject();
    }

    /// <summary>Five by five patches of different greys.</summary>
    private static byte[] Patches(int width, int height, string format) => TestPicture.Make(
        width,
        height,
        (x, y) =>
        {
            byte grey = (byte)(((x * 5 / width * 83) + (y * 5 / height * 131)) % 256);
            return (grey, grey, grey);
        },
        format);

    private static string[] Matches(JsonObject output) => [.. output["matches"]!.AsArray().Select(match => $"{match!["id"]} {match["distance"]}")];
}
