using System.Text.Json;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.Values;

namespace ImageFlow.Cli.Eval;

/// <summary>
/// Evaluates one request a line: <c>{"id","expr","data"?,"bindings"?,"timelimit"?,"depth"?}</c> gives <c>{"id","result"}</c>,
/// <c>{"id","undefined":true}</c> or <c>{"id","error":{"code","message","position"}}</c>. Absent <c>data</c> is undefined;
/// <c>timelimit</c> counts milliseconds, <c>depth</c> nested evaluations.
/// </summary>
internal sealed class BatchEvaluator(JsonataMode mode, TimeProvider clock, IRandomSource random)
{
    /// <summary>The code of a request that is no request.</summary>
    private const string BadRequest = "BadRequest";

    public async Task RunAsync(TextReader requests, TextWriter answers, CancellationToken cancellationToken)
    {
        while (await requests.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await answers.WriteLineAsync(Answer(line).ToJson());
                await answers.FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>The answer to one request; never throws for what the request says.</summary>
    public ObjectData Answer(string line)
    {
        ObjectData? request;
        try
        {
            request = JsonData.Parse(line) as ObjectData;
        }
        catch (JsonException e)
        {
            return Error(NullData.Instance, BadRequest, e.Message, -1);
        }

        JsonData id = request?["id"] ?? NullData.Instance;
        if (request?["expr"] is not StringData expression)
        {
            return Error(id, BadRequest, "A request is an object with a string \"expr\".", -1);
        }

        try
        {
            JsonData? result = JsonataExpression.Parse(expression.Value, mode).Evaluate(request["data"], Bindings(request));
            return result is null
                ? ObjectData.Of(("id", id), ("undefined", BooleanData.True))
                : ObjectData.Of(("id", id), ("result", result));
        }
        catch (JsonataException e)
        {
            return Error(id, e.Code, e.Message, e.Position);
        }
    }

    private static ObjectData Error(JsonData id, string code, string message, int position)
    {
        ObjectData error = ObjectData.Of(("code", code), ("message", message));
        return ObjectData.Of(("id", id), ("error", position < 0 ? error : error.With("position", position)));
    }

    private JsonataBindings Bindings(ObjectData request) => new()
    {
        Variables = EvalCommand.Variables(request["bindings"]),
        Environment = new JsonataEnvironment(clock.GetUtcNow(), random),
        Limits = JsonataLimits.Default with
        {
            Depth = request["depth"] is NumberData { Value: > 0 and < int.MaxValue } depth ? (int)depth.Value : JsonataLimits.Default.Depth,
            Time = request["timelimit"] is NumberData { Value: > 0 and < 1e9 } time ? TimeSpan.FromMilliseconds(time.Value) : EvalCommand.DefaultTime,
        },
    };
}
