using System.Text;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Queues;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Every change of an object is an event of EventBridge.</summary>
public sealed class ObjectEventTests
{
    private const string Jobs = "arn:aws:sqs:us-east-1:123456789012:imageflow-jobs";

    [Fact]
    public async Task Put_RuleForItsBucket_GetsObjectCreatedInItsShape()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await ListenAsync(cloud, "Object Created");

        await PutAsync(cloud, "imageflow-uploads", "a b.txt", "hello");
        await PutAsync(cloud, "imageflow-processed", "other.txt", "hello");

        QueueMessage message = Assert.Single(await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 0));
        ObjectData sent = (ObjectData)JsonData.Parse(message.Body);
        Assert.Equal(("aws.s3", "Object Created"), (Text(sent, "source"), Text(sent, "detail-type")));
        Assert.Equal("""["arn:aws:s3:::imageflow-uploads"]""", sent["resources"]!.ToJson());
        ObjectData detail = (ObjectData)sent["detail"]!;
        ObjectData about = (ObjectData)detail["object"]!;
        Assert.Equal(("PutObject", "a b.txt", "5d41402abc4b2a76b9719d911017c592"), (Text(detail, "reason"), Text(about, "key"), Text(about, "etag")));
        Assert.Equal(NumberData.Of(5), about["size"]);
        Assert.Equal(18, Text(about, "sequencer").Length);
    }

    [Fact]
    public async Task Delete_OfWhatIsThere_IsToldOnceAndOfNothingNever()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await ListenAsync(cloud, "Object Deleted");
        await PutAsync(cloud, "imageflow-uploads", "a.txt", "hello");

        await cloud.Host.Objects.DeleteAsync("imageflow-uploads", "a.txt", TestContext.Current.CancellationToken);
        await cloud.Host.Objects.DeleteAsync("imageflow-uploads", "a.txt", TestContext.Current.CancellationToken);
        await CloudFixture.WaitAsync(cloud.Host.Deliveries.Count, count => count == 0);

        ObjectData sent = (ObjectData)JsonData.Parse(Assert.Single(cloud.Host.Queues.Messages("imageflow-jobs")).Body);
        Assert.Equal("Permanently Deleted", Text((ObjectData)sent["detail"]!, "deletion-type"));
    }

    [Fact]
    public async Task Open_AfterACrashBetweenObjectAndEvent_TellsOfTheObject()
    {
        await using CloudFixture cloud = await CloudFixture.OpenAsync();
        await ListenAsync(cloud, "Object Created");
        string path = cloud.DataDirectory;
        await cloud.Host.DisposeAsync();
        using (ImageFlow.LocalCloud.CloudDatabase database = new(path, synchronous: false))
        {
            // What a crash leaves: two changes announced, of which one happened.
            database.Write(db => ImageFlow.LocalCloud.SqliteCommands.Run(
                db, "INSERT INTO object_changes (bucket, key, reason) VALUES ('imageflow-uploads', 'came.txt', 'PutObject'), ('imageflow-uploads', 'never.txt', 'PutObject')"));
        }

        await File.WriteAllTextAsync(Path.Combine(path, "objects", "imageflow-uploads", "came.txt"), "x", TestContext.Current.CancellationToken);
        await cloud.ReopenAsync();

        QueueMessage message = Assert.Single(await CloudFixture.WaitAsync(() => cloud.Host.Queues.Messages("imageflow-jobs"), messages => messages.Count > 0));
        Assert.Contains("came.txt", message.Body, StringComparison.Ordinal);
    }

    private static async Task ListenAsync(CloudFixture cloud, string type)
    {
        string pattern = """{"source":["aws.s3"],"detail-type":["TYPE"],"detail":{"bucket":{"name":["imageflow-uploads"]}}}""".Replace("TYPE", type, StringComparison.Ordinal);
        await cloud.CallAsync("AWSEvents.PutRule", ObjectData.Of(("Name", "o"), ("EventPattern", pattern)).ToJson());
        await cloud.CallAsync("AWSEvents.PutTargets", $$"""{"Rule":"o","Targets":[{"Id":"q","Arn":"{{Jobs}}"}]}""");
    }

    private static async Task PutAsync(CloudFixture cloud, string bucket, string key, string text) => await cloud.Host.Objects.PutAsync(
        bucket, key, new MemoryStream(Encoding.UTF8.GetBytes(text)), new ObjectAttributes(), TestContext.Current.CancellationToken);

    private static string Text(ObjectData json, string name) => ((StringData)json[name]!).Value;
}
