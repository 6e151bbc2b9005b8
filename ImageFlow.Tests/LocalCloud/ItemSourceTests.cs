using System.Text;
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

    private static async Task PutAsync(LocalCloudHost cloud, string key, string content)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content));
        await cloud.Objects.PutAsync("imageflow-uploads", key, stream, new ObjectAttributes { ContentType = "text/plain" }, TestContext.Current.CancellationToken);
    }
}
