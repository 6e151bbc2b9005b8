using System.Text;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>The parameters of <c>sns:publish</c>, checked as SNS checks them.</summary>
internal sealed partial record PublishRequest(string TopicArn, string? Subject, string Message, ObjectData? Attributes)
{
    /// <summary>256 KB of UTF-8.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    private const int MaxSubjectLength = 100;
    private const int ArnElements = 6;

    private static readonly string[] Known =
        ["TopicArn", "TargetArn", "Subject", "Message", "MessageStructure", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"];

    /// <exception cref="TopicException">SNS refuses the request.</exception>
    /// <exception cref="ParameterException">A parameter has the wrong shape or is unknown.</exception>
    public static PublishRequest Read(ObjectData parameters)
    {
        parameters.RefuseOthers(Known);
        string topic = parameters.OptionalText("TopicArn") ?? parameters.OptionalText("TargetArn")
            ?? throw TopicException.Invalid("TopicArn or TargetArn Reason: no value for required parameter");
        if (!TopicArnPattern().IsMatch(topic))
        {
            int elements = topic.Split(':').Length;
            throw TopicException.Invalid(elements < ArnElements ? $"TopicArn Reason: An ARN must have at least {ArnElements} elements, not {elements}" : "TopicArn");
        }

        // Step Functions writes a message that is no string as JSON text.
        string message = parameters.Required("Message") is var content && content is StringData text ? text.Value : content.ToJson();
        string? subject = parameters.OptionalText("Subject");
        return (message.Length, Encoding.UTF8.GetByteCount(message), subject) switch
        {
            (0, _, _) => throw TopicException.Invalid("Empty message"),
            (_, > MaxMessageBytes, _) => throw TopicException.Invalid("Message too long"),
            (_, _, { Length: 0 or > MaxSubjectLength }) => throw TopicException.Invalid("Subject"),
            _ => new PublishRequest(topic, subject, message, parameters["MessageAttributes"] as ObjectData),
        };
    }

    public TopicMessage ToMessage(string id, string? executionArn, DateTimeOffset now) => new()
    {
        Id = id,
        TopicArn = TopicArn,
        Subject = Subject,
        Message = Message,
        Attributes = Attributes,
        ExecutionArn = executionArn,
        PublishedAt = now,
    };

    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?(:[0-9a-f-]+)?$")]
    private static partial Regex TopicArnPattern();
}

/// <summary>A message that SNS refuses.</summary>
/// <param name="code">SNS's error code, such as <c>InvalidParameter</c>.</param>
internal sealed class TopicException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static TopicException Invalid(string what) => new("InvalidParameter", "Invalid parameter: " + what);
}
