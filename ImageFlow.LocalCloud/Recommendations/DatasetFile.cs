using System.Text;
using ImageFlow.Activities;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Recommendations;

/// <summary>Reads the CSV files of a dataset: one file, or all below a prefix (RFC 4180, with a header).</summary>
internal static class DatasetFile
{
    /// <summary>The columns that every dataset of the type has.</summary>
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        ["INTERACTIONS"] = ["USER_ID", "ITEM_ID", "TIMESTAMP"],
        ["ITEMS"] = ["ITEM_ID"],
        ["USERS"] = ["USER_ID"],
    };

    public static bool IsType(string type) => Columns.ContainsKey(type);

    /// <exception cref="ServiceRefusal">The location is none, or there is nothing.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(IObjectStore objects, string location, CancellationToken cancellationToken)
    {
        if (!location.StartsWith("s3://", StringComparison.Ordinal) || location[5..].Split('/', 2) is not [{ Length: > 0 } bucket, var prefix])
        {
            throw ResourceKind.Wrong($"The data location '{location}' is no address such as s3://bucket/folder/file.csv.");
        }

        List<string> texts = [];
        await foreach (ObjectInfo info in objects.ListAsync(bucket, prefix, cancellationToken))
        {
            if (info.Key == prefix || prefix.Length == 0 || prefix.EndsWith('/'))
            {
                await using StoredObject stored = await objects.GetAsync(bucket, info.Key, cancellationToken);
                using StreamReader reader = new(stored.Content, Encoding.UTF8);
                texts.Add(await reader.ReadToEndAsync(cancellationToken));
            }
        }

        return texts.Count > 0 ? texts : throw ResourceKind.Wrong($"There is no file at '{location}'.");
    }

    /// <summary>The rows with their ids: the item's or user's own, and of an interaction what it is made of, so that the same one counts once.</summary>
    /// <exception cref="FormatException">A file is no CSV of this type; the message becomes the job's failure.</exception>
    public static IReadOnlyList<(string Id, ObjectData Fields)> Parse(IEnumerable<string> texts, string type)
    {
        List<(string, ObjectData)> rows = [];
        foreach (string text in texts)
        {
            List<string[]> lines = [.. Lines(text)];
            string[] header = lines.Count > 0 ? [.. lines[0].Select(name => name.Trim().ToUpperInvariant())] : [];
            if (Columns[type].FirstOrDefault(column => !header.Contains(column)) is { } missing)
            {
                throw new FormatException($"Input csv is missing the following required column: {missing}.");
            }

            for (int i = 1; i < lines.Count; i++)
            {
                string[] line = lines[i];
                if (line.Length != header.Length)
                {
                    throw new FormatException($"Row {i + 1} has {line.Length} fields, and the header {header.Length}.");
                }

                ObjectData fields = ObjectData.Of([.. header.Select((name, column) => (name, (JsonData)line[column]))]);
                string id = type switch { "ITEMS" => Field(fields, "ITEM_ID"), "USERS" => Field(fields, "USER_ID"), _ => Identifiers.Hash(fields.ToJson(), 32) };
                rows.Add((id, fields));
            }
        }

        return rows;
    }

    public static string Field(ObjectData fields, string name) => ((StringData)fields[name]!).Value;

    private static IEnumerable<string[]> Lines(string text)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return [.. fields];
                    fields.Clear();
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || fields.Count > 0)
        {
            yield return [.. fields, field.ToString()];
        }
    }
}
