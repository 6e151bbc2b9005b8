using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Events;

namespace ImageFlow.Tests.LocalCloud.Events;

public sealed class InputTransformTests
{
    private const string Sample = """{"id":"e1","source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"a \"quoted\".jpg","size":7}}}""";

    [Theory]
    [InlineData("""{"Input":"{\"fixed\":1}"}""", """{"fixed":1}""")]
    [InlineData("""{"InputPath":"$.detail.object.size"}""", "7")]
    [InlineData("""{}""", Sample)]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"k":"$.detail.object.key","n":"$.detail.object.size"},"InputTemplate":"{\"key\": <k>, \"text\": \"<k> has <n>\", \"size\": <n>}"}}""",
        """{"key": "a \"quoted\".jpg", "text": "a \"quoted\".jpg has 7", "size": 7}""")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"gone":"$.detail.nothing"},"InputTemplate":"{\"a\": <gone>, \"b\": \"<gone>\"}"}}""", """{"a": "", "b": ""}""")]
    [InlineData("""{"InputTransformer":{"InputTemplate":"{\"rule\": <aws.events.rule-name>, \"at\": <aws.events.event.ingestion-time>, \"kept\": \"<other>\"}"}}""",
        """{"rule": "r", "at": "2026-01-02T03:04:05.000Z", "kept": "<other>"}""")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"o":"$.detail.object"},"InputTemplate":"{\"o\": <o>}"}}""", """{"o": {"key":"a \"quoted\".jpg","size":7}}""")]
    public void Apply_SettingsOfATarget_GiveItsInput(string settings, string expected)
    {
        EventTarget target = new((ObjectData)JsonData.Parse(settings));
        EventRule rule = new("default", "r", "{}", null, null, null, true, DateTimeOffset.UnixEpoch);

        string input = InputTransform.Apply(
            target, (ObjectData)JsonData.Parse(Sample), rule, new CloudNames("us-east-1"), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        Assert.Equal(expected, input);
    }

    [Theory]
    [InlineData("""{"Input":"1","InputPath":"$"}""", "Only one of Input, InputPath, or InputTransformer must be provided.")]
    [InlineData("""{"InputPath":"detail["}""", "Invalid InputPath 'detail['.")]
    [InlineData("""{"InputTransformer":{"InputTemplate":""}}""", "InputTemplate is required.")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"k":"no path ["},"InputTemplate":"<k>"}}""", "Invalid JSONPath of 'k' in InputPathsMap.")]
    public void Check_SettingsThatCannotWork_AreNamed(string settings, string expected) =>
        Assert.Equal(expected, InputTransform.Check((ObjectData)JsonData.Parse(settings)));
}
