using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ImageFlow.Engine;
using ImageFlow.Engine.Telemetry;

namespace ImageFlow.Tests.Engine.Telemetry;

/// <summary>Executions as traces: an execution is a trace, a state a span; made of the journal, so that neither a crash nor an absent receiver loses one.</summary>
public sealed class ExecutionTraceTests : IAsyncDisposable
{
    private const string Flow = """
        {"StartAt":"First","States":{
          "First":{"Type":"Task","Resource":"fn:Twice","Retry":[{"ErrorEquals":["Again"],"IntervalSeconds":1,"MaxAttempts":2}],"Next":"Both"},
          "Both":{"Type":"Parallel","Branches":[
            {"StartAt":"Left","States":{"Left":{"Type":"Pass","End":true}}},
            {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"One","States":{"One":{"Type":"Task","Resource":"fn:Good","End":true}}},"End":true}}}],"Next":"Last"},
          "Last":{"Type":"Task","Resource":"fn:Bad","Catch":[{"ErrorEquals":["Broken"],"Next":"End"}],"End":true},
          "End":{"Type":"Pass","End":true}}}
        """;

    private readonly EngineHost host = new();
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<Activity> spans = new();
    private int calls;

    public ExecutionTraceTests()
    {
        host.Handler.On("Twice", _ => Interlocked.Increment(ref calls) == 1 ? new TaskResult.Failure("Again", "not yet") : new TaskResult.Success(ImageFlow.Asl.Values.JsonData.Parse("""{"items":[1,2]}""")))
            .Returns("Good", "{}").Fails("Bad", "Broken", "it broke");
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    [Fact]
    public async Task Trace_OfAnExecution_HasItsStatesIterationsAndAttemptsInOneAnother()
    {
        ExecutionDescription execution = await RunAsync(Flow, () => true);

        Assert.Equal("SUCCEEDED", execution.Status);
        Activity[] trace = await TraceAsync(execution, 13);
        Activity root = Assert.Single(trace, span => span.ParentSpanId == default);
        Assert.Equal("machine", root.OperationName);
        Assert.Equal(execution.ExecutionArn, root.GetTagItem("imageflow.execution.arn"));
        Assert.Equal("Succeeded", root.GetTagItem("imageflow.execution.status"));
        Assert.Equal(
            [
                "machine > Both", "machine > Both > Each", "machine > Both > Each > Each [0]", "machine > Both > Each > Each [0] > One", "machine > Both > Each > Each [0] > One > *",
                "machine > Both > Each > Each [1]", "machine > Both > Each > Each [1] > One", "machine > Both > Each > Each [1] > One > *", "machine > Both > Left",
                "machine > End", "machine > First", "machine > First > *", "machine > First > *", "machine > Last", "machine > Last > *",
            ],
            trace.Where(span => span != root).Select(span => PathOf(span, trace)).Order(StringComparer.Ordinal));
        Activity[] attempts = [.. trace.Where(span => PathOf(span, trace) == "machine > First > *").OrderBy(span => span.StartTimeUtc)];
        Assert.Equal((ActivityStatusCode.Error, "Again: not yet", "Again"), (attempts[0].Status, attempts[0].StatusDescription, attempts[0].GetTagItem("error.type")));
        Assert.Equal((ActivityStatusCode.Unset, 1), (attempts[1].Status, attempts[1].GetTagItem("imageflow.task.attempt")));

        // A caught error is that of the attempt; the state went on.
        Assert.Equal(ActivityStatusCode.Unset, trace.Single(span => span.OperationName == "Last").Status);
        Assert.All(trace, span => Assert.True(span.Duration > TimeSpan.Zero));
        Assert.Equal(ExecutionTraces.ContextOf(execution.ExecutionArn, null).TraceId, root.TraceId);
    }

    [Fact]
    public async Task Trace_OfAFailure_HasTheErrorOnTheExecutionAndOnTheStateThatFailed()
    {
        ExecutionDescription execution = await RunAsync(
            """{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"fn:Bad","End":true}}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000,"End":true}}}],"End":true}}}""", () => true);

        Assert.Equal("FAILED", execution.Status);
        Activity[] trace = await TraceAsync(execution, 5);
        foreach (string name in (string[])["machine", "P", "B"])
        {
            Activity span = trace.Single(s => s.OperationName == name);
            Assert.Equal((ActivityStatusCode.Error, "Broken"), (span.Status, span.GetTagItem("error.type")));
        }

        Assert.Equal(ActivityStatusCode.Error, trace.Single(s => s.OperationName == "W").Status);
    }

    [Fact]
    public async Task Trace_ReceiverThatComesBackAfterARestart_IsToldThen()
    {
        int asked = 0;
        ExecutionDescription execution = await RunAsync(Flow, () => Interlocked.Increment(ref asked) > 100);
        await host.CloseAsync();
        Assert.True(asked > 0);
        spans.Clear();

        await OpenAsync(() => true);
        Activity[] trace = await TraceAsync(execution, 13);
        await host.CloseAsync();
        spans.Clear();
        await OpenAsync(() => true);
        await host.CloseAsync();

        Assert.Equal(ExecutionTraces.ContextOf(execution.ExecutionArn, null).TraceId, trace[0].TraceId);
        Assert.DoesNotContain(spans, span => span.TraceId == trace[0].TraceId);
    }

    [Fact]
    public async Task Trace_NobodyAsks_MakesNoSpans()
    {
        ExecutionDescription execution = await RunAsync(Flow, null);
        await host.CloseAsync();

        Assert.DoesNotContain(spans, span => span.TraceId == ExecutionTraces.ContextOf(execution.ExecutionArn, null).TraceId);
    }

    [Fact]
    public void ContextOf_TraceHeader_ContinuesTheTraceOfWhoeverStarted()
    {
        ActivityContext context = ExecutionTraces.ContextOf("arn", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");

        Assert.Equal(("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8"), (context.TraceId.ToString(), context.SpanId.ToString()));
        Assert.Equal(ExecutionTraces.ContextOf("arn", null), ExecutionTraces.ContextOf("arn", "Root=nonsense"));
        Assert.NotEqual(ExecutionTraces.ContextOf("arn", null).TraceId, ExecutionTraces.ContextOf("other", null).TraceId);
    }

    [Fact]
    public async Task Meter_OfAnExecution_CountsAndMeasures()
    {
        ConcurrentDictionary<string, double> sums = new();
        using MeterListener meters = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == EngineTelemetry.Name)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string machine = "";
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                machine = tag.Key == "imageflow.state_machine" ? (string)tag.Value! : machine;
            }

            if (machine is "" or "measured")
            {
                sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        }

        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();

        await host.RunAsync(Flow, name: "measured");
        await host.RunAsync("""{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"fn:Bad","End":true}}}""", name: "broken");
        meters.RecordObservableInstruments();

        Assert.Equal((1, 1, 8), (sums["imageflow.executions.started"], sums["imageflow.executions.succeeded"], sums["imageflow.state_transitions"]));
        Assert.True(sums["imageflow.tasks.duration"] > 0 && sums["imageflow.journal.commit.duration"] > 0 && sums["imageflow.executions.duration"] >= 0);
        Assert.True(sums.ContainsKey("imageflow.tasks.queued"));
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await host.DisposeAsync();
    }

    private static string PathOf(Activity span, Activity[] trace)
    {
        string name = span.GetTagItem("imageflow.task.resource") is null ? span.OperationName : "*";
        return trace.FirstOrDefault(other => other.SpanId == span.ParentSpanId) is { } parent ? $"{PathOf(parent, trace)} > {name}" : name;
    }

    private Task OpenAsync(Func<bool>? flush) => host.OpenAsync(flush: flush);

    private async Task<ExecutionDescription> RunAsync(string definition, Func<bool>? flush)
    {
        await OpenAsync(flush);
        return (await host.RunAsync(definition)).Execution;
    }

    /// <summary>The spans of the execution, when there are at least so many.</summary>
    private async Task<Activity[]> TraceAsync(ExecutionDescription execution, int least)
    {
        ActivityTraceId trace = ExecutionTraces.ContextOf(execution.ExecutionArn, null).TraceId;
        for (int attempt = 0; attempt < 300; attempt++)
        {
            // The root ends last.
            Activity[] found = [.. spans.Where(span => span.TraceId == trace)];
            if (found.Length >= least && found.Any(span => span.ParentSpanId == default))
            {
                return found;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"The trace {trace} did not come: {string.Join(", ", spans.Select(span => $"{span.TraceId} {span.OperationName}"))}");
    }
}
