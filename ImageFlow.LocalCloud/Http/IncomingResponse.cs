using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.LocalCloud.Http;

/// <summary>What came back, read whole.</summary>
internal sealed class IncomingResponse
{
    /// <summary>The range that every request asks for: bytes 0 to 262,144.</summary>
    private const int MaxBytes = 262_145;

    private readonly int status;
    private readonly string statusText;
    private readonly string protocol;
    private readonly List<(string Name, string Value)> headers;
    private readonly MediaTypeHeaderValue? type;
    private readonly byte[] bytes;
    private readonly bool isTooLong;

    private IncomingResponse(HttpResponseMessage response, byte[] bytes, bool isTooLong)
    {
        status = (int)response.StatusCode;
        statusText = response.ReasonPhrase ?? "";
        protocol = response.RequestMessage?.RequestUri?.Scheme ?? Uri.UriSchemeHttps;
        headers = [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => (header.Key.ToLowerInvariant(), value)))];
        type = response.Content.Headers.ContentType;
        (this.bytes, this.isTooLong) = (bytes, isTooLong);
    }

    /// <summary>Whether the token is refused, so that another one may help.</summary>
    public bool RefusesToken => status is 401 or 407;

    public bool IsSuccess => status is >= 200 and < 300;

    public int Status => status;

    public static async Task<IncomingResponse> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream copy = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; copy.Length <= MaxBytes && (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            copy.Write(buffer, 0, read);
        }

        return new IncomingResponse(response, copy.ToArray(), copy.Length > MaxBytes);
    }

    /// <summary>The task's result, or the error that the status, the type or the size of the answer is.</summary>
    public TaskResult ToResult(string resource)
    {
        if (!IsSuccess)
        {
            return new TaskResult.Failure($"States.Http.StatusCode.{status}", statusText);
        }

        if (isTooLong)
        {
            return new TaskResult.Failure(StateErrors.DataLimitExceeded, $"The state/task '{resource}' returned a result with a size exceeding the maximum number of bytes service limit.");
        }

        if (type?.MediaType is { } media && (media.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) || IsBinary(media)))
        {
            return new TaskResult.Failure(StateErrors.Runtime, $"The response has the content type '{media}', which HTTP tasks do not take: only text can be an output.");
        }

        if (Text(isStrict: true) is not { } text)
        {
            return new TaskResult.Failure(StateErrors.Runtime, "The response cannot be read as text: its bytes are not of the encoding that its content type says.");
        }

        return new TaskResult.Success(ObjectData.Of(
            ("Headers", Grouped()),
            ("ResponseBody", IsJson() ? ParsedOr(text) : text),
            ("StatusCode", NumberData.Of(status)),
            ("StatusText", statusText)));
    }

    /// <summary>As TestState shows it (API reference, InspectionDataResponse).</summary>
    public ObjectData ToInspection() => ObjectData.Of(
        ("protocol", protocol),
        ("statusCode", status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("statusMessage", statusText),
        ("headers", OutgoingRequest.Listed(headers)),
        ("body", Text(isStrict: false)!));

    /// <summary>The body as a JSON object, or <see langword="null"/> where it is none.</summary>
    public ObjectData? ToObject() => Text(isStrict: true) is { } text ? ParsedOr(text) as ObjectData : null;

    private ObjectData Grouped()
    {
        ObjectDataBuilder grouped = new();
        foreach (IGrouping<string, string> header in headers.GroupBy(header => header.Name, header => header.Value, StringComparer.Ordinal))
        {
            grouped.Set(header.Key, new ArrayData([.. header.Select(value => (JsonData)value)]));
        }

        return grouped.Build();
    }

    private string? Text(bool isStrict)
    {
        try
        {
            Encoding encoding = Encoding.GetEncoding(
                type?.CharSet?.Trim('"') is { Length: > 0 } name ? name : "utf-8",
                EncoderFallback.ReplacementFallback,
                isStrict ? DecoderFallback.ExceptionFallback : DecoderFallback.ReplacementFallback);
            return encoding.GetString(bytes);
        }
        catch (Exception e) when (e is DecoderFallbackException or ArgumentException)
        {
            return isStrict ? null : Encoding.UTF8.GetString(bytes);
        }
    }

    private bool IsJson() => type?.MediaType is { } media
        && (media.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsBinary(string media) =>
        Array.Exists(["image/", "video/", "audio/"], kind => media.StartsWith(kind, StringComparison.OrdinalIgnoreCase));

    /// <summary>Servers call JSON what is none (an empty body, say); that stays text.</summary>
    private static JsonData ParsedOr(string text)
    {
        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
