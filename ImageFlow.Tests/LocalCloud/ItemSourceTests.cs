using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;

namespace ImageFlow.Tests.LocalCloud;

public sealed class ItemSourceTests
{
    [Theory]
    [InlineData("s3:getObject", "\"Key\":\"in/list.csv\"", "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\"", "{% $states.input.name %}", """["cat","dog"]""")]
    [InlineData("s3:listObjectsV2", "\"Prefix\":\"in/\"", "\"MaxItems\":10", "{% $states.input.Key %}", """["in/list.csv","in/other.txt"]""")]
    public async Task Map_ItemsInTheObjectStore_AreRead(string action, string arguments, string config, string result, string output)
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, Synchronous = false }, TestContext.Current.CancellationToken);
        await PutAsync(cloud, "in/list.csv", "name\ncat\ndog\n");
        await PutAsync(cloud, "in/other.txt", "x");
        await PutAsync(cloud, "out/other.txt", "x");
        string definition = $$"""
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map",
            "ItemReader":{"Resource":"arn:aws:states:::{{action}}","ReaderConfig":{ {{config}} },"Arguments":{"Bucket":"imageflow-uploads",{{arguments}} } },
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","Output":"{{result}}","End":true} } },"End":true} } }
            """;
        (string machine, _) = cloud.PutStateMachine("m", definition);
        string execution = (await cloud.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        ExecutionDescription end = await cloud.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);
        Assert.Equal((null, output), (end.Cause, end.Output));
    }

    [Fact]
    public async Task Map_GzippedInventory_WritesItsResultsToTheObjectStore()
    {
        using TemporaryFolder folder = new();
        await using LocalCloudHost cloud = await LocalCloudHost.OpenAsync(
            new LocalCloudOptions { DataDirectory = folder.Path, Synchronous = false }, TestContext.Current.CancellationToken);
        using MemoryStream packed = new();
        await using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("\"imageflow-uploads\",\"cat.jpg\"\n"), TestContext.Current.CancellationToken);
        }

        await PutAsync(cloud, "inventory/1.csv.gz", packed.ToArray());
        await PutAsync(cloud, "inventory/manifest.json", """{"destinationBucket":"arn:aws:s3:::imageflow-uploads","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inventory/1.csv.gz"}]}""");
        const string Definition = """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"MANIFEST"},"Parameters":{"Bucket":"imageflow-uploads","Key":"inventory/manifest.json"}},
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},
            "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"},"Parameters":{"Bucket":"imageflow-processed","Prefix":"results"}},
            "ResultSelector":{"key.$":"$.ResultWriterDetails.Key"},"End":true}}}
            """;
        (string machine, _) = cloud.PutStateMachine("m", Definition);
        string execution = (await cloud.Engine.StartExecutionAsync(machine, null, "{}")).ExecutionArn;
        ExecutionDescription end = await cloud.Engine.WaitForCompletionAsync(execution, TestContext.Current.CancellationToken);
        Assert.Equal((null, "SUCCEEDED"), (end.Cause, end.Status));
        string key = JsonNode.Parse(end.Output!)!["key"]!.GetValue<string>();
        JsonNode manifest = JsonNode.Parse(await TextAsync(cloud, key))!;
        Assert.Equal("{\"Bucket\":\"imageflow-uploads\",\"Key\":\"cat.jpg\"}\n", await TextAsync(cloud, manifest["ResultFiles"]!["SUCCEEDED"]![0]!["Key"]!.GetValue<string>()));
    }

    private static async Task<string> TextAsync(LocalCloudHost cloud, string key)
    {
        await using StoredObject found = await cloud.Objects.GetAsync("imageflow-processed", key, TestContext.Current.CancellationToken);
        using StreamReader reader = new(found.Content);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static Task PutAsync(LocalCloudHost cloud, string key, string content) => PutAsync(cloud, key, Encoding.UTF8.GetBytes(content));

    private static async Task PutAsync(LocalCloudHost cloud, string key, byte[] content)
    {
        using MemoryStream stream = new(content);
        await cloud.Objects.PutAsync("imageflow-uploads", key, stream, new ObjectAttributes { ContentType = "text/plain" }, TestContext.Current.CancellationToken);
    }
}
