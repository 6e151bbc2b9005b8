using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageFlow.Deployment.Yaml;

/// <summary>Writes a CloudFormation template as YAML 1.1, with intrinsic functions in their short form (<c>!Sub</c>) and comments.</summary>
internal static partial class YamlWriter
{
    /// <summary>A member of this name is no member but the comment above its object.</summary>
    public const string CommentKey = "#";

    private const int Step = 2;

    public static string Write(JsonObject document)
    {
        StringBuilder text = new();
        WriteMembers(text, document, 0);
        return text.ToString();
    }

    private static void WriteMembers(StringBuilder text, JsonObject value, int indent)
    {
        WriteComment(text, value, indent);
        foreach ((string name, JsonNode? member) in value)
        {
            if (name != CommentKey)
            {
                text.Append(' ', indent).Append(Scalar(name)).Append(':');
                WriteValue(text, member, indent + Step);
            }
        }
    }

    /// <summary>Writes what stands behind a colon or a dash, with the blank before it and the end of the line.</summary>
    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject function when Tag(function) is { } tag:
                text.Append(' ').Append(tag);
                WriteArgument(text, function.First().Value, indent);
                break;
            case JsonObject { Count: 0 }:
                text.Append(" {}\n");
                break;
            case JsonArray { Count: 0 }:
                text.Append(" []\n");
                break;
            case JsonObject members:
                text.Append('\n');
                WriteMembers(text, members, indent);
                break;
            case JsonArray items:
                text.Append('\n');
                WriteItems(text, items, indent);
                break;
            default:
                WriteScalar(text, value, indent);
                break;
        }
    }

    private static void WriteArgument(StringBuilder text, JsonNode? argument, int indent)
    {
        if (argument is JsonArray { Count: 2 } attribute && argument.Parent is JsonObject parent && parent.ContainsKey("Fn::GetAtt"))
        {
            text.Append(' ').Append((string)attribute[0]!).Append('.').Append((string)attribute[1]!).Append('\n');
            return;
        }

        WriteValue(text, argument, indent);
    }

    private static void WriteItems(StringBuilder text, JsonArray items, int indent)
    {
        foreach (JsonNode? item in items)
        {
            if (item is JsonObject { Count: > 0 } members && Tag(members) is null)
            {
                // The first member stands behind the dash, the others below it.
                WriteComment(text, members, indent);
                StringBuilder inner = new();
                foreach ((string name, JsonNode? member) in members.Where(m => m.Key != CommentKey))
                {
                    inner.Append(' ', indent + Step).Append(Scalar(name)).Append(':');
                    WriteValue(inner, member, indent + Step + Step);
                }

                inner[indent] = '-';
                text.Append(inner);
            }
            else
            {
                text.Append(' ', indent).Append('-');
                WriteValue(text, item, indent + Step);
            }
        }
    }

    private static void WriteComment(StringBuilder text, JsonObject value, int indent)
    {
        if (value.TryGetPropertyValue(CommentKey, out JsonNode? comment))
        {
            foreach (string line in ((string)comment!).Split('\n'))
            {
                text.Append(' ', indent).Append("# ").Append(line).Append('\n');
            }
        }
    }

    private static void WriteScalar(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is null)
        {
            text.Append(" null\n");
            return;
        }

        if (value.GetValueKind() != JsonValueKind.String)
        {
            text.Append(' ').Append(value.ToJsonString()).Append('\n');
            return;
        }

        string content = (string)value!;
        if (!content.Contains('\n', StringComparison.Ordinal))
        {
            text.Append(' ').Append(Scalar(content)).Append('\n');
            return;
        }

        text.Append(content.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (string line in content.TrimEnd('\n').Split('\n'))
        {
            text.Append(line.Length == 0 ? "" : new string(' ', indent)).Append(line).Append('\n');
        }
    }

    /// <summary>A text on one line, quoted wherever YAML could take it for something else.</summary>
    internal static string Scalar(string content)
    {
        if (PlainText().IsMatch(content) && !Reserved().IsMatch(content))
        {
            return content;
        }

        return content.Any(char.IsControl)
            ? JsonValue.Create(content).ToJsonString()
            : string.Create(CultureInfo.InvariantCulture, $"'{content.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    private static string? Tag(JsonObject value)
    {
        if (value.Count != 1)
        {
            return null;
        }

        string name = value.First().Key;
        return name == "Ref" ? "!Ref" : name.StartsWith("Fn::", StringComparison.Ordinal) ? "!" + name[4..] : null;
    }

    [GeneratedRegex(@"\A[A-Za-z_/][A-Za-z0-9_/.()-]*(?:(?: |::|,)[A-Za-z0-9_/.()-]+)*\z")]
    private static partial Regex PlainText();

    /// <summary>Words that YAML 1.1 reads as truth values or nothing.</summary>
    [GeneratedRegex(@"\A(?:true|false|yes|no|on|off|y|n|null)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
