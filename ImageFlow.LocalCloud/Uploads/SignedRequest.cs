using System.Text;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>What of an HTTP request Signature Version 4 covers.</summary>
public sealed record SignedRequest
{
    public required string Method { get; init; }

    /// <summary>The path, not percent-encoded, beginning with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>The query's names and values, not percent-encoded.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    /// <summary>The headers by their names in lower case; several of one name are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether the signature stands in the query: a presigned address.</summary>
    public bool IsPresigned => Query.Any(entry => entry.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)
        && entry.Key.ToLowerInvariant() is "x-amz-algorithm" or "x-amz-credential" or "x-amz-signature" or "x-amz-expires" or "x-amz-signedheaders");

    internal string? Parameter(string name) => Query.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The canonical request (AWS General Reference, "Create a signed AWS API request").</summary>
    /// <param name="signedHeaders">Names separated by semicolons, as they were signed.</param>
    internal string Canonical(string signedHeaders, string payloadHash)
    {
        StringBuilder text = new();
        text.Append(Method).Append('\n').Append(Encode(Path, keepSlashes: true)).Append('\n');
        text.AppendJoin('&', Query
            .Where(entry => !entry.Key.Equals("X-Amz-Signature", StringComparison.OrdinalIgnoreCase))
            .Select(entry => (Name: Encode(entry.Key), Value: Encode(entry.Value)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Value, StringComparer.Ordinal)
            .Select(entry => $"{entry.Name}={entry.Value}")).Append('\n');
        foreach (string name in signedHeaders.Split(';'))
        {
            string value = Headers.GetValueOrDefault(name) ?? "";
            text.Append(name).Append(':').AppendJoin(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Append('\n');
        }

        return text.Append('\n').Append(signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    /// <summary>Percent-encodes as AWS does: all but letters, digits and <c>-_.~</c>.</summary>
    internal static string Encode(string text, bool keepSlashes = false) =>
        keepSlashes ? string.Join('/', text.Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(text);
}
