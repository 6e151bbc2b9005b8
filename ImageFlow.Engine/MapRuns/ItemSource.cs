using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.MapRuns;

/// <summary>
/// What an ItemReader reads from S3, item by item (ASL, "ItemReader"; Step Functions, "ItemReader (Map)"). Lines are read one after the
/// other, so that only the text of one object is in memory; a JSON array is there as a whole.
/// </summary>
/// <param name="fetch">Calls an action of S3 (<c>getObject</c>, whose <c>Body</c> is text, or <c>listObjectsV2</c>) and gives its answer.</param>
/// <param name="config">The <c>ReaderConfig</c>, its expressions evaluated.</param>
internal sealed class ItemSource(Func<string, ObjectData, ValueTask<JsonData>> fetch, ObjectData config)
{
    private const string GetObject = "arn:aws:states:::s3:getObject";

    /// <summary>The number of items that a ReaderConfig without MaxItems reads at most (Step Functions, "MaxItems").</summary>
    private const long MostItems = 100_000_000;

    /// <exception cref="StatesException"><c>States.ItemReaderFailed</c></exception>
    public async IAsyncEnumerable<MapItem> ReadAsync(ItemReader reader, ObjectData arguments, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long left = config["MaxItems"] is NumberData { Value: > 0 } max ? (long)Math.Min(MostItems, max.Value) : MostItems;
        await foreach (MapItem item in AllAsync(reader, arguments).WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (left-- == 0)
            {
                yield break;
            }

            yield return item;
        }
    }

    public static StatesException Failed(string cause) => new(StateErrors.ItemReaderFailed, cause);

    private IAsyncEnumerable<MapItem> AllAsync(ItemReader reader, ObjectData arguments)
    {
        string transformation = Text("Transformation") ?? "NONE";
        bool isListing = reader.Resource.EndsWith(":listObjectsV2", StringComparison.Ordinal);
        return (transformation, isListing) switch
        {
            ("NONE", true) => ListedAsync(reader.Resource, arguments),
            ("LOAD_AND_FLATTEN", true) => LoadedAsync(reader.Resource, arguments),
            ("NONE", false) when Text("InputType") == "MANIFEST" || Text("ManifestType") is not null => OfManifestAsync(arguments),
            ("NONE", false) => OfObjectAsync(arguments),
            ("LOAD_AND_FLATTEN", false) => throw Failed("The transformation LOAD_AND_FLATTEN needs the resource s3:listObjectsV2."),
            _ => throw Failed($"There is no transformation {transformation}."),
        };
    }

    private async IAsyncEnumerable<MapItem> ListedAsync(string resource, ObjectData arguments)
    {
        foreach (JsonData entry in await ContentsAsync(resource, arguments).ConfigureAwait(false))
        {
            yield return new MapItem(entry);
        }
    }

    /// <summary>The items of all objects of a listing, one after the other (<c>LOAD_AND_FLATTEN</c>).</summary>
    private async IAsyncEnumerable<MapItem> LoadedAsync(string resource, ObjectData arguments)
    {
        JsonData bucket = arguments["Bucket"] ?? throw Failed("The parameters of the ItemReader name no Bucket.");
        foreach (JsonData entry in await ContentsAsync(resource, arguments).ConfigureAwait(false))
        {
            if (entry is ObjectData { } listed && listed["Key"] is StringData key && !key.Value.EndsWith('/'))
            {
                await foreach (MapItem item in OfObjectAsync(ObjectData.Of(("Bucket", bucket), ("Key", key))).ConfigureAwait(false))
                {
                    yield return item;
                }
            }
        }
    }

    private async Task<ArrayData> ContentsAsync(string resource, ObjectData arguments) =>
        await fetch(resource, arguments).ConfigureAwait(false) is ObjectData listing && listing["Contents"] is ArrayData contents ? contents : ArrayData.Empty;

    private async IAsyncEnumerable<MapItem> OfObjectAsync(ObjectData arguments)
    {
        foreach (MapItem item in OfBody(await BodyAsync(arguments).ConfigureAwait(false), Text("InputType"), Headers()))
        {
            yield return item;
        }
    }

    /// <summary>The files that a manifest names: an S3 inventory's, or those of Athena's UNLOAD, a list of addresses.</summary>
    private async IAsyncEnumerable<MapItem> OfManifestAsync(ObjectData arguments)
    {
        string body = await BodyAsync(arguments).ConfigureAwait(false);
        bool isAthena = Text("ManifestType") == "ATHENA_DATA";
        (IReadOnlyList<ObjectData> files, string[]? headers) = isAthena ? (Addresses(body), Headers()) : Inventory(body);
        string? type = isAthena ? Text("InputType") : "CSV";
        foreach (ObjectData file in files)
        {
            foreach (MapItem item in OfBody(await BodyAsync(file).ConfigureAwait(false), type, headers))
            {
                yield return item;
            }
        }
    }

    private async Task<string> BodyAsync(ObjectData arguments) =>
        await fetch(GetObject, arguments).ConfigureAwait(false) is ObjectData found && found["Body"] is StringData body ? body.Value : throw Failed("The object has no content.");

    private static List<ObjectData> Addresses(string body)
    {
        List<ObjectData> files = [];
        foreach ((string line, int number) in Lines(body))
        {
            string address = line.Trim('"');
            string[] parts = address.StartsWith("s3://", StringComparison.Ordinal) ? address[5..].Split('/', 2) : [];
            files.Add(parts.Length == 2 ? ObjectData.Of(("Bucket", parts[0]), ("Key", parts[1])) : throw Failed($"Line {number} of the manifest is no address s3://bucket/key."));
        }

        return files;
    }

    private static (IReadOnlyList<ObjectData> Files, string[]? Headers) Inventory(string body)
    {
        if (Parse(body, "the manifest") is not ObjectData manifest || manifest["files"] is not ArrayData files || manifest["fileSchema"] is not StringData schema || manifest["destinationBucket"] is not StringData destination)
        {
            throw Failed("The manifest is none of an S3 inventory: it lacks files, fileSchema or destinationBucket.");
        }

        if (manifest["fileFormat"] is StringData { Value: not "CSV" } format)
        {
            throw Failed($"Inventories in the format {format.Value} are not supported here; write them as CSV.");
        }

        string bucket = destination.Value.Split(":::").Last();
        return (
            [.. files.OfType<ObjectData>().Select(file => ObjectData.Of(("Bucket", bucket), ("Key", file["key"] ?? throw Failed("A file of the manifest has no key."))))],
            [.. schema.Value.Split(',').Select(name => name.Trim())]);
    }

    private IEnumerable<MapItem> OfBody(string body, string? type, string[]? headers) => type switch
    {
        "JSON" => OfJson(body, Text("ItemsPointer")),
        "JSONL" => Lines(body).Select(line => new MapItem(Parse(line.Text, $"line {line.Number}"))),
        "CSV" => CsvItems.Read(body, Delimiter(), headers),
        "PARQUET" => throw Failed("The input type PARQUET is not supported here; use CSV, JSON or JSONL."),
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

    /// <summary>The lines that are not empty, with their numbers from 1.</summary>
    private static IEnumerable<(string Text, int Number)> Lines(string body)
    {
        int number = 0;
        for (int from = 0; from < body.Length;)
        {
            int end = body.IndexOf('\n', from);
            end = end < 0 ? body.Length : end;
            string line = body[from..end].Trim();
            number++;
            from = end + 1;
            if (line.Length > 0)
            {
                yield return (line, number);
            }
        }
    }

    private string[]? Headers()
    {
        string[]? headers = config["CSVHeaders"] is ArrayData given ? [.. given.OfType<StringData>().Select(name => name.Value)] : null;
        return Text("CSVHeaderLocation") == "GIVEN" && headers is null ? throw Failed("CSVHeaderLocation is GIVEN, and CSVHeaders is missing.") : headers;
    }

    private char Delimiter() => Text("CSVDelimiter") switch
    {
        null or "COMMA" => ',',
        "PIPE" => '|',
        "SEMICOLON" => ';',
        "SPACE" => ' ',
        "TAB" => '\t',
        string other => throw Failed($"There is no CSV delimiter {other}."),
    };

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

    private string? Text(string name) => (config[name] as StringData)?.Value;
}
