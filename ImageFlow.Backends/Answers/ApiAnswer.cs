using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageFlow.Backends;

/// <summary>What a backend answers, before one of its two forms writes it: a route of the server, or a function behind an HTTP API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Written as JSON; <see langword="null"/> for an answer without a body.</param>
/// <param name="Location">The address of what was made.</param>
public sealed record ApiAnswer(int Status, object? Body = null, string? Location = null)
{
    /// <summary>How bodies are written: camelCase; in a problem, what is absent is left out.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static ApiAnswer NoContent { get; } = new(204);

    public string ContentType => Body is ProblemBody ? "application/problem+json" : "application/json";

    public static ApiAnswer Ok(object body) => new(200, body);

    public static ApiAnswer Problem(int status, string title, string? detail, string? code) => new(status, new ProblemBody(title, status, detail, code));

    public static ApiAnswer NotFound(string what, string id) => Problem(404, $"There is no {what} '{id}'", null, null);

    /// <summary>The body as text; <see langword="null"/> where there is none.</summary>
    public string? ToJson() => Body is null ? null : JsonSerializer.Serialize(Body, Json);
}

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Code">Names the complaint for programs.</param>
public sealed record ProblemBody(
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code)
{
    public string Type => "about:blank";
}

/// <summary>A list with room for more about it.</summary>
public sealed record Listed<T>(IReadOnlyList<T> Items);
