using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Queues;

/// <summary>A queue and its settings.</summary>
/// <param name="Attributes">As SQS has them: every value is text. Only those that were set.</param>
public sealed record QueueDefinition(string Name, ObjectData Attributes, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    /// <summary>What queues have where nothing else was set. Seconds and bytes.</summary>
    internal static IReadOnlyDictionary<string, string> Defaults { get; } = new Dictionary<string, string>
    {
        ["VisibilityTimeout"] = "30",
        ["MaximumMessageSize"] = "1048576",
        ["MessageRetentionPeriod"] = "345600",
        ["DelaySeconds"] = "0",
        ["ReceiveMessageWaitTimeSeconds"] = "0",
        ["SqsManagedSseEnabled"] = "true",
    };

    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    internal TimeSpan Visibility => Seconds("VisibilityTimeout");

    internal TimeSpan Delay => Seconds("DelaySeconds");

    internal TimeSpan Retention => Seconds("MessageRetentionPeriod");

    internal TimeSpan Wait => Seconds("ReceiveMessageWaitTimeSeconds");

    internal int MaxBytes => Number("MaximumMessageSize");

    internal bool DeduplicatesByContent => Text("ContentBasedDeduplication") == "true";

    /// <summary>Where messages go that were received too often, and how often that is.</summary>
    internal (string Arn, int MaxReceives)? Redrive
    {
        get
        {
            if (Text("RedrivePolicy") is not { Length: > 0 } text || JsonData.Parse(text) is not ObjectData policy)
            {
                return null;
            }

            string arn = ((StringData)policy["deadLetterTargetArn"]!).Value;
            string most = policy["maxReceiveCount"] is StringData count ? count.Value : policy["maxReceiveCount"]!.ToJson();
            return (arn, int.Parse(most, CultureInfo.InvariantCulture));
        }
    }

    internal string? Text(string name) => (Attributes[name] as StringData)?.Value ?? Defaults.GetValueOrDefault(name);

    /// <summary>What is wrong with a redrive policy; <see langword="null"/> where nothing is.</summary>
    internal static string? CheckRedrive(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonData.Parse(text) is ObjectData policy && policy["deadLetterTargetArn"] is StringData
                && policy["maxReceiveCount"] is { } count
                && int.TryParse(count is StringData number ? number.Value : count.ToJson(), NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most is >= 1 and <= 1000
                ? null
                : "It needs deadLetterTargetArn and maxReceiveCount from 1 to 1000.";
        }
        catch (JsonException)
        {
            return "It is not JSON.";
        }
    }

    private int Number(string name) => int.Parse(Text(name)!, CultureInfo.InvariantCulture);

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));
}
