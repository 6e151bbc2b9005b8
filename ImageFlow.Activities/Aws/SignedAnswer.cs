using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace ImageFlow.Activities.Aws;

/// <summary>What a service of AWS answered.</summary>
/// <param name="ErrorType">The header <c>x-amzn-ErrorType</c>, in which services whose paths name operations say what went wrong.</param>
public sealed record SignedAnswer(int Status, string Body, string? ErrorType)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>
    /// What the service says of a refusal. The code stands in a header, in <c>__type</c> or in <c>code</c>, with a namespace before it or an address behind it
    /// (<c>com.amazonaws.dynamodb.v20120810#ResourceNotFoundException</c>), or in the XML element <c>Code</c>.
    /// </summary>
    /// <returns>No code where the service names none.</returns>
    public (string? Code, string Message) Refusal()
    {
        try
        {
            if (Body.StartsWith('<'))
            {
                XElement[] elements = [.. XDocument.Parse(Body).Descendants()];
                return Read(name => elements.FirstOrDefault(element => element.Name.LocalName == name)?.Value);
            }

            JsonObject? error = JsonNode.Parse(Body) as JsonObject;
            return Read(name => error?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null);
        }
        catch (Exception noDocument) when (noDocument is JsonException or XmlException)
        {
            return ErrorType is { } type ? (Bare(type), Body) : (null, $"The service answered {Status} with something that is neither JSON nor XML: {Body}");
        }
    }

    private static string? Bare(string? type) => type?.Split(':')[0].Split('#')[^1];

    private (string? Code, string Message) Read(Func<string, string?> member) => (
        Bare(ErrorType ?? member("__type") ?? member("code") ?? member("Code")),
        member("message") ?? member("Message") ?? (Body.Length > 0 ? Body : $"The service answered {Status}."));
}
