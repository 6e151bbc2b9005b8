using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.LocalCloud.Pipes;

/// <summary>
/// A pipe's <c>InputTemplate</c>: <c>&lt;$.body.key&gt;</c> is a value of the message, whose body counts as what it is where that is JSON, and
/// <c>&lt;aws.pipes.pipe-arn&gt;</c> and the like tell of the pipe (EventBridge User Guide, "Amazon EventBridge Pipes input transformation"). It is filled for each message.
/// </summary>
internal static partial class PipeTemplate
{
    private const int MaxLength = 8192;

    private static readonly string[] Variables = ["aws.pipes.pipe-arn", "aws.pipes.pipe-name", "aws.pipes.source-arn", "aws.pipes.target-arn", "aws.pipes.event.ingestion-time", "aws.pipes.event.json"];

    /// <summary>What is wrong with a template; <see langword="null"/> where nothing is.</summary>
    public static string? Check(string template) => template.Length is 0 or > MaxLength
        ? $"InputTemplate has 1 to {MaxLength} characters."
        : Places().Matches(template).Select(place => place.Groups["what"].Value).FirstOrDefault(what => !Variables.Contains(what) && !JsonPathExpression.TryParse(what, out _)) is { } wrong
            ? $"Invalid InputTemplate: '<{wrong}>' is neither a JSONPath nor one of {string.Join(", ", Variables)}."
            : null;

    /// <returns>JSON; a text where what comes out is none.</returns>
    public static JsonData Fill(string template, Pipe pipe, string pipeArn, ObjectData record, DateTimeOffset now)
    {
        ObjectData subject = record["body"] is StringData { Value: var body } && SubscriptionText.Parse(body) is { } parsed ? record.With("body", parsed) : record;
        Dictionary<string, JsonData> values = new(StringComparer.Ordinal);
        string named = Places().Replace(template, place =>
        {
            string name = "v" + values.Count.ToString(CultureInfo.InvariantCulture);
            values[name] = Value(place.Groups["what"].Value, pipe, pipeArn, record, subject, now);
            return $"<{name}>";
        });
        string text = InputTransform.Fill(named, values);
        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>A path that leads nowhere gives an empty text.</summary>
    private static JsonData Value(string what, Pipe pipe, string pipeArn, ObjectData record, ObjectData subject, DateTimeOffset now) => what switch
    {
        "aws.pipes.pipe-arn" => pipeArn,
        "aws.pipes.pipe-name" => pipe.Name,
        "aws.pipes.source-arn" => pipe.Source,
        "aws.pipes.target-arn" => pipe.Target,
        "aws.pipes.event.ingestion-time" => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "aws.pipes.event.json" => record,
        _ => JsonPathExpression.Parse(what).TryEvaluate(subject, out JsonData? value) && value is not null ? value : StringData.Empty,
    };

    [GeneratedRegex(@"<(?<what>\$[^<>]*|aws\.pipes\.[a-z.-]+)>")]
    private static partial Regex Places();
}
