using System.Globalization;
using System.Text.Json;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>What an ItemReader read from S3, as items (ASL, ItemReader; Step Functions, "ItemReader (Map)").</summary>
internal static class ItemFile
{
    /// <param name="answer">What <c>s3:getObject</c> (<c>Body</c>) or <c>s3:listObjectsV2</c> (<c>Contents</c>) answered.</param>
    /// <param name="config">The <c>ReaderConfig</c>, its expressions evaluated.</param>
    /// <exception cref="StatesException"><c>States.ItemReaderFailed</c></exception>
    public static IReadOnlyList<MapItem> Read(ItemReader reader, JsonData answer, ObjectData config)
    {
        if (Text(config, "Transformation") is string transformation && transformation != "NONE")
        {
            throw Failed($"The transformation {transformation} is not supported here.");
        }

        IEnumerable<MapItem> items = reader.Resource.EndsWith(":listObjectsV2", StringComparison.Ordinal)
            ? (answer is ObjectData { } listing && listing["Contents"] is ArrayData contents ? contents : ArrayData.Empty).Select(entry => new MapItem(entry))
            : OfBody(answer is ObjectData found && found["Body"] is StringData body ? body.Value : throw Failed("The object has no content."), config);
        return config["MaxItems"] is NumberData { Value: > 0 } max ? [.. items.Take((int)Math.Min(int.MaxValue, max.Value))] : [.. items];
    }

    public static StatesException Failed(string cause) => new(StateErrors.ItemReaderFailed, cause);

    private static IEnumerable<MapItem> OfBody(string body, ObjectData config) => Text(config, "InputType") switch
    {
        "JSON" => OfJson(body, Text(config, "ItemsPointer")),
        "JSONL" => body.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select((line, i) => new MapItem(Parse(line, $"line {i + 1}"))),
        "CSV" => OfCsv(body, config),
        string other => throw Failed($"The input type {other} is not supported here."),
        null => throw Failed("The ReaderConfig names no InputType."),
    };

    private static IEnumerable<MapItem> OfJson(string body, string? pointer) => (pointer is null ? Parse(body, "the file") : Point(Parse(body, "the file"), pointer)) switch
    {
        ArrayData array => array.Select(item => new MapItem(item)),
        ObjectData members => members.Select(member => new MapItem(member.Value, member.Key)),
        _ => throw Failed("The items of a JSON file must be an array or an object."),
    };

    /// <summary>A JSON pointer (RFC 6901).</summary>
    private static JsonData Point(JsonData value, string pointer)
    {
        foreach (string part in pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            value = value switch
            {
                ObjectData members when members[part] is JsonData member => member,
                ArrayData array when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < array.Count => array[i],
                _ => throw Failed($"The ItemsPointer '{pointer}' points at nothing."),
            };
        }

        return value;
    }

    private static IEnumerable<MapItem> OfCsv(string body, ObjectData config)
    {
        char delimiter = Text(config, "CSVDelimiter") switch
        {
            null or "COMMA" => ',',
            "PIPE" => '|',
            "SEMICOLON" => ';',
            "SPACE" => ' ',
            "TAB" => '\t',
            string other => throw Failed($"There is no CSV delimiter {other}."),
        };
        IEnumerable<IReadOnlyList<string>> rows = CsvRows(body, delimiter);
        IReadOnlyList<string>? headers = config["CSVHeaders"] is ArrayData given ? [.. given.OfType<StringData>().Select(name => name.Value)] : null;
        if (Text(config, "CSVHeaderLocation") == "GIVEN" && headers is null)
        {
            throw Failed("CSVHeaderLocation is GIVEN, and CSVHeaders is missing.");
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            if (headers is null)
            {
                headers = row;
                continue;
            }

            ObjectDataBuilder item = new();
            for (int i = 0; i < headers.Count; i++)
            {
                item.Set(headers[i], i < row.Count ? row[i] : "");
            }

            yield return new MapItem(item.Build());
        }
    }

    /// <summary>Fields may stand in quotes, a quote in them being doubled (RFC 4180).</summary>
    private static IEnumerable<IReadOnlyList<string>> CsvRows(string text, char delimiter)
    {
        List<string> row = [];
        System.Text.StringBuilder field = new();
        bool isQuoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (isQuoted && i < text.Length)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == delimiter || c == '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    if (row.Count > 1 || row[0].Length > 0)
                    {
                        yield return row;
                    }

                    row = [];
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
    }

    private static JsonData Parse(string json, string place)
    {
        try
        {
            return JsonData.Parse(json);
        }
        catch (JsonException e)
        {
            throw Failed($"Of the file, {place} is not JSON: {e.Message}");
        }
    }

    private static string? Text(ObjectData config, string name) => (config[name] as StringData)?.Value;
}
