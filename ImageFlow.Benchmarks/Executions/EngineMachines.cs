using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Benchmarks.Executions;

/// <summary>The state machines that are measured.</summary>
internal static class EngineMachines
{
    /// <summary>Every choice leads on to the next Pass state. No result is 0, which aws-local-stepfunctions takes for none.</summary>
    public static string TenStates()
    {
        IEnumerable<string> states = Enumerable.Range(1, 5).SelectMany(i => (string[])
        [
            $$"""
            "P{{i}}":{"Type":"Pass","Result":{{i}},"ResultPath":"$.p","Next":"C{{i}}"}
            """,
            $$"""
            "C{{i}}":{"Type":"Choice","Choices":[{"Variable":"$.p","NumericEquals":{{i}},"Next":"{{(i < 5 ? $"P{i + 1}" : "End")}}"}],"Default":"End"}
            """,
        ]);
        return $$"""{"StartAt":"P1","States":{{{string.Join(',', states)}},"End":{"Type":"Succeed"} } }""";
    }

    public const string ThreeTasks = """
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"B"},
        "B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"C"},"C":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}}
        """;

    public const string MapOfPass = """{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}""";

    public const string MapOfTasks = """
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}},"End":true}}}
        """;

    public const string MapOfTokens = """
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"MessageBody.$":"$$.Task.Token"},"End":true}}},"End":true}}}
        """;

    /// <summary>Goes round until AWS's bound of 25,000 events ends it.</summary>
    public const string Loop = """
        {"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.end","IsPresent":true,"Next":"B"}],"Default":"A"},"B":{"Type":"Succeed"}}}
        """;

    public const string WaitUntil = """{"StartAt":"W","States":{"W":{"Type":"Wait","TimestampPath":"$.due","End":true}}}""";

    public static string Numbers(int count) => $"[{string.Join(',', Enumerable.Range(0, count))}]";

    /// <summary>Keeps the tokens that tasks wait for.</summary>
    public sealed class Tokens : ITaskHandler
    {
        public ConcurrentQueue<string> Taken { get; } = new();

        public ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
        {
            Taken.Enqueue(((StringData)((ObjectData)invocation.Input)["MessageBody"]!).Value);
            return ValueTask.FromResult<TaskResult>(new TaskResult.Success(ObjectData.Empty));
        }
    }

    /// <summary>Gives each task its input back, after a time.</summary>
    public sealed class Echo(TimeSpan delay = default) : ITaskHandler
    {
        public async ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken)
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, cancellationToken);
            }

            return new TaskResult.Success(ObjectData.Of(("Payload", invocation.Input)));
        }
    }
}
