using System.Text;
using System.Text.RegularExpressions;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events;

/// <summary>
/// What a target gets of an event: the event, a part of it (<c>InputPath</c>), a constant (<c>Input</c>), or a template with values of the event
/// (<c>InputTransformer</c>; EventBridge User Guide, "Input transformation").
/// </summary>
internal static partial class InputTransform
{
    private const string Quote = "\"";

    /// <returns>Mostly JSON text; a template may make something else.</returns>
    public static string Apply(EventTarget target, ObjectData source, EventRule rule, CloudNames names, DateTimeOffset ingestion)
    {
        if (target.Json["Input"] is StringData constant)
        {
            return constant.Value;
        }

        if (target.Json["InputPath"] is StringData path)
        {
            return (Evaluate(path.Value, source) ?? NullData.Instance).ToJson();
        }

        return target.Json["InputTransformer"] is ObjectData transformer && transformer["InputTemplate"] is StringData template
            ? Fill(template.Value, Values(transformer["InputPathsMap"] as ObjectData ?? ObjectData.Empty, source, rule, names, ingestion))
            : source.ToJson();
    }

    /// <summary>What is wrong with a target's input settings; <see langword="null"/> where nothing is.</summary>
    public static string? Check(ObjectData target)
    {
        if (new[] { "Input", "InputPath", "InputTransformer" }.Count(target.Contains) > 1)
        {
            return "Only one of Input, InputPath, or InputTransformer must be provided.";
        }

        if (target["InputPath"] is StringData path && !JsonPathExpression.TryParse(path.Value, out _))
        {
            return $"Invalid InputPath '{path.Value}'.";
        }

        if (target["InputTransformer"] is not ObjectData transformer)
        {
            return null;
        }

        return transformer["InputTemplate"] is not StringData { Value.Length: > 0 } ? "InputTemplate is required."
            : (transformer["InputPathsMap"] as ObjectData)?.FirstOrDefault(entry => entry.Value is not StringData text || !JsonPathExpression.TryParse(text.Value, out _)) is { Key: { } bad }
                ? $"Invalid JSONPath of '{bad}' in InputPathsMap."
            : null;
    }

    private static Dictionary<string, JsonData> Values(ObjectData paths, ObjectData source, EventRule rule, CloudNames names, DateTimeOffset ingestion)
    {
        Dictionary<string, JsonData> values = new(StringComparer.Ordinal)
        {
            ["aws.events.rule-arn"] = names.Rule(rule.Bus, rule.Name),
            ["aws.events.rule-name"] = rule.Name,
            ["aws.events.event.ingestion-time"] = ingestion.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["aws.events.event"] = WithoutDetail(source),
            ["aws.events.event.json"] = source,
        };
        foreach ((string name, JsonData path) in paths.Span)
        {
            // A path that leads nowhere gives an empty text.
            values[name] = Evaluate(((StringData)path).Value, source) ?? StringData.Empty;
        }

        return values;
    }

    private static ObjectData WithoutDetail(ObjectData source)
    {
        ObjectDataBuilder rest = new();
        foreach ((string name, JsonData value) in source.Span)
        {
            rest.SetIfPresent(name, name == "detail" ? null : value);
        }

        return rest.Build();
    }

    private static JsonData? Evaluate(string path, ObjectData source) => JsonPathExpression.Parse(path).TryEvaluate(source, out JsonData? value) ? value : null;

    /// <summary>Between quotes a value is text; elsewhere it is JSON.</summary>
    public static string Fill(string template, Dictionary<string, JsonData> values)
    {
        StringBuilder text = new();
        bool quoted = false;
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            if (c == '\\' && quoted && i + 1 < template.Length)
            {
                text.Append(c).Append(template[++i]);
                continue;
            }

            if (c == '<' && Placeholder().Match(template, i) is { Success: true } match && values.TryGetValue(match.Groups[1].Value, out JsonData? value))
            {
                text.Append(quoted ? Inner(value) : value.ToJson());
                i += match.Length - 1;
                continue;
            }

            quoted ^= c == '"';
            text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>As it stands between the quotes of a JSON string.</summary>
    private static string Inner(JsonData value)
    {
        string plain = value is StringData text ? text.Value : value.ToJson();
        string json = new StringData(plain).ToJson();
        return json[Quote.Length..^Quote.Length];
    }

    [GeneratedRegex(@"\G<([A-Za-z0-9_.\-]+)>")]
    private static partial Regex Placeholder();
}
