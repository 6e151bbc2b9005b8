using System.Collections.Concurrent;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Tests.Engine;

/// <summary>
/// The executions of the recorded journals, each in the middle of something. They stay as they are: what is added later is in
/// later journals alone.
/// </summary>
internal static class RecordedRuns
{
    public const string Input = """{"n":1,"items":[1,2,3]}""";

    public const string Child = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"W"},"W":{"Type":"Wait","Seconds":3600,"End":true}}}""";

    /// <summary>Longer than one advance.</summary>
    public const string Loop = """
        {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)"},"Next":"C"},
          "C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":600,"Next":"A"}],"Default":"D"},"D":{"Type":"Succeed"}}}
        """;

    public static IReadOnlyDictionary<string, string> Machines { get; } = new Dictionary<string, string>
    {
        ["wait"] = """{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x":1},"ResultPath":"$.a","Next":"W"},"W":{"Type":"Wait","Seconds":3600,"Next":"S"},"S":{"Type":"Succeed"}}}""",
        ["task"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"B"},"B":{"Type":"Task","Resource":"fn:Hang","Parameters":{"n.$":"$.n"},"TimeoutSeconds":7200,"End":true}}}""",
        ["backoff"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:FailsTwice","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3600}],"End":true}}}""",
        ["token"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"t.$":"$$.Task.Token"},"ResultPath":"$.approval","End":true}}}""",
        ["parallel"] = """
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["States.ALL"],"Next":"F"}],"End":true,"Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Pass","Result":"done","End":true}}},
              {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":3600,"Next":"B2"},"B2":{"Type":"Task","Resource":"fn:Add","End":true}}},
              {"StartAt":"C","States":{"C":{"Type":"Task","Resource":"fn:Hang","End":true}}}]},"F":{"Type":"Fail"}}}
            """,
        ["map one at a time"] = """{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value"},"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:HangsAtTwo","End":true}}},"End":true}}}""",
        ["map all at a time"] = """{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value"},"ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:HangsAtTwo","End":true}}},"End":true}}}""",
        ["map in parallel in map"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":[{"n":1},{"n":2}],"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"N","States":{"N":{"Type":"Map","ItemsPath":"$","ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:HangsAtTwo","End":true}}},"End":true}}},
              {"StartAt":"Q","States":{"Q":{"Type":"Wait","Seconds":60,"End":true}}}]}}},"End":true}}}
            """,
        ["distributed map"] = """
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"n.$":"$$.Map.Item.Value"},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
              "StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:HangsAtTwo","End":true}}},"End":true}}}
            """,
        ["nested execution"] = """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child","Input.$":"$"},"ResultSelector":{"o.$":"$.Output"},"End":true}}}""",
        ["variables"] = """
            {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":"{% $states.input.n %}","deep":{"a":[1,{"b":null}]}},"Next":"W"},
              "W":{"Type":"Wait","Seconds":3600,"Next":"Z"},"Z":{"Type":"Pass","Output":{"x":"{% $x %}","d":"{% $deep %}"},"End":true}}}
            """,
        ["machine timeout"] = """{"StartAt":"W","TimeoutSeconds":7200,"States":{"W":{"Type":"Wait","Seconds":3600,"Next":"V"},"V":{"Type":"Wait","Seconds":36000,"End":true}}}""",
        ["failed"] = """{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","End":true}}},{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"fn:FailsTwice","End":true}}}]}}}""",
        ["succeeded"] = """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"fn:Add","Next":"F"},"F":{"Type":"Succeed"}}}""",
        ["loop"] = Loop,
        ["wide map"] = """
            {"QueryLanguage":"JSONata","StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..20] %}","ItemSelector":{"n":"{% $states.context.Map.Item.Value %}"},"Output":"{% $sum($states.result.n) %}","End":true,"ItemProcessor":{"StartAt":"T","States":{
              "T":{"Type":"Task","Resource":"fn:HangsAtTwo","Next":"W"},"W":{"Type":"Wait","Seconds":3600,"End":true}}}}}}
            """,
    };

    /// <param name="hangs">Whether the tasks that may hang do so, as they did when the journal was recorded.</param>
    public static TestHandler Handler(bool hangs)
    {
        ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);
        return new TestHandler()
            .On("Add", call => new TaskResult.Success(Plus(call.Input, 1)))
            .OnAsync("Hang", (call, cancellation) => HangAsync(call, hangs, cancellation))
            .OnAsync("HangsAtTwo", (call, cancellation) => HangAsync(call, hangs && ((ObjectData)call.Input)["n"] is NumberData { Value: 2 }, cancellation))
            .On("FailsTwice", call => hangs || (call.RetryCount < 2 && !call.ExecutionArn.EndsWith("failed", StringComparison.Ordinal))
                ? new TaskResult.Failure("Busy", "later")
                : new TaskResult.Success(call.Input))
            .Returns("arn:aws:states:::sqs:sendMessage.waitForTaskToken", """{"MessageId":"1"}""");
    }

    private static async Task<TaskResult> HangAsync(TaskInvocation call, bool hangs, CancellationToken cancellation)
    {
        if (hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        return new TaskResult.Success(Plus(call.Input, 10));
    }

    private static ObjectData Plus(JsonData input, int more)
    {
        ObjectData members = (ObjectData)input;
        return members.With("n", new NumberData(((NumberData)members["n"]!).Value + more));
    }
}
