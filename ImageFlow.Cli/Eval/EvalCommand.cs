using System.Text.Json;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Cli.Eval;

/// <summary><c>imageflow eval EXPR --input JSON|FILE --bindings JSON</c>: prints the value, or the error with a caret under its place.</summary>
internal sealed class EvalCommand(TextWriter output, TextWriter error, TimeProvider clock, IRandomSource random)
{
    /// <summary>How long an evaluation may take where nothing else is said.</summary>
    public static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);

    /// <param name="input">JSON text, or the name of a file that holds it; <see langword="null"/>: undefined.</param>
    /// <param name="bindings">Variables by name, as a JSON object.</param>
    /// <returns>The exit code: 0, 1 where the expression failed, 2 where an argument is no JSON.</returns>
    public async Task<int> RunAsync(string expression, string? input, string? bindings, JsonataMode mode)
    {
        JsonData? document;
        JsonataBindings given;
        try
        {
            document = await ReadAsync(input);
            given = new JsonataBindings
            {
                Variables = Variables(bindings is null ? null : JsonData.Parse(bindings)),
                Environment = new JsonataEnvironment(clock.GetUtcNow(), random),
                Limits = JsonataLimits.Default with { Time = DefaultTime },
            };
        }
        catch (JsonException e)
        {
            await error.WriteLineAsync($"The input or the bindings are not JSON: {e.Message}");
            return ExitCode.Usage;
        }

        try
        {
            JsonData? result = JsonataExpression.Parse(expression, mode).Evaluate(document, given);
            await output.WriteLineAsync(result is null ? "undefined" : result.ToJson(indented: true));
            return ExitCode.Ok;
        }
        catch (JsonataException e)
        {
            await error.WriteLineAsync(Describe(expression, e));
            return ExitCode.Findings;
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public async Task<int> RunPathAsync(string path, string? input)
    {
        try
        {
            JsonData document = await ReadAsync(input) ?? NullData.Instance;
            await output.WriteLineAsync(JsonPathExpression.Parse(path).Evaluate(document).ToJson(indented: true));
            return ExitCode.Ok;
        }
        catch (JsonException e)
        {
            await error.WriteLineAsync($"The input is not JSON: {e.Message}");
            return ExitCode.Usage;
        }
        catch (JsonPathException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Findings;
        }
    }

    /// <summary>The members of an object as variables; without the dollar sign where they have one.</summary>
    public static Dictionary<string, JsonData> Variables(JsonData? bindings)
    {
        Dictionary<string, JsonData> variables = new(StringComparer.Ordinal);
        if (bindings is ObjectData members)
        {
            foreach ((string name, JsonData value) in members)
            {
                variables[name.StartsWith('$') ? name[1..] : name] = value;
            }
        }

        return variables;
    }

    private static async Task<JsonData?> ReadAsync(string? input) =>
        input is null ? null : JsonData.Parse(File.Exists(input) ? await File.ReadAllTextAsync(input) : input);

    /// <summary>The line of the expression at fault with a caret under the last character of the token, and the message.</summary>
    internal static string Describe(string expression, JsonataException failure)
    {
        string message = $"{failure.Code}: {failure.Message}";
        if (failure.Position < 0)
        {
            return message;
        }

        int at = Math.Clamp(failure.Position - 1, 0, Math.Max(expression.Length - 1, 0));
        int start = at == 0 ? 0 : expression.LastIndexOf('\n', at - 1) + 1;
        int end = expression.IndexOf('\n', at);
        string line = expression[start..(end < 0 ? expression.Length : end)];
        return $"{line}\n{new string(' ', at - start)}^\n{message}";
    }
}
