using System.Text;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.MapRuns;

/// <summary>The rows of a CSV file as items: objects whose members the headers name. Fields may stand in quotes, a quote in them being doubled (RFC 4180).</summary>
internal static class CsvItems
{
    /// <param name="headers">The names; <see langword="null"/> where the first row gives them.</param>
    public static IEnumerable<MapItem> Read(string text, char delimiter, IReadOnlyList<string>? headers)
    {
        foreach (IReadOnlyList<string> row in Rows(text, delimiter))
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

    private static IEnumerable<IReadOnlyList<string>> Rows(string text, char delimiter)
    {
        List<string> row = [];
        StringBuilder field = new();
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
}
