using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;

namespace ImageFlow.Engine.Running;

/// <summary>SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. A token names its execution and thread.</summary>
internal sealed class TaskTokens(EngineCore core)
{
    public Task SucceedAsync(string token, string output)
    {
        (long execution, int thread) = Read(token);
        return SendAsync(token, execution, thread, new TokenReturned(default, 0, thread, token, new TaskResult.Success(ParseOutput(output))));
    }

    public Task FailAsync(string token, string? error, string? cause)
    {
        (long execution, int thread) = Read(token);
        return SendAsync(token, execution, thread, new TokenReturned(default, 0, thread, token, new TaskResult.Failure(error ?? "", cause)));
    }

    public Task BeatAsync(string token)
    {
        (long execution, int thread) = Read(token);
        return SendAsync(token, execution, thread, new HeartbeatReceived(default, 0, thread, token));
    }

    private static JsonData ParseOutput(string output)
    {
        try
        {
            return JsonData.Parse(output);
        }
        catch (JsonException e)
        {
            throw new EngineException("InvalidOutput", $"Invalid Output: '{e.Message}'", e);
        }
    }

    private static (long Execution, int Thread) Read(string token)
    {
        EngineException invalid = new("InvalidToken", "Invalid Token: 'Invalid token'");
        byte[] bytes = new byte[token.Length];
        if (!Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out int length))
        {
            throw invalid;
        }

        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split('.');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long execution)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int thread)
            ? (execution, thread)
            : throw invalid;
    }

    private Task SendAsync(string token, long execution, int thread, EngineEvent occurrence)
    {
        EngineException gone = new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
        return core.Find(execution) is not ExecutionRun run
            ? throw gone
            : EngineCore.AskAsync(run, occurrence, state => state.IsRunning && state.Find(thread)?.Task?.Token == token ? null : gone);
    }
}
