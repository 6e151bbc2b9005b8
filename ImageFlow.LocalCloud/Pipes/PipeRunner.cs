using System.Collections.Concurrent;
using System.Diagnostics;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Events.Patterns;
using ImageFlow.LocalCloud.Queues;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Pipes;

/// <summary>
/// Takes messages out of the queues of pipes and starts executions with them. Messages leave the queue once their execution has started, or, with
/// <c>REQUEST_RESPONSE</c>, once it has succeeded; otherwise they come again after the queue's visibility timeout, and end in its dead-letter queue.
/// </summary>
/// <remarks>The execution's name derives from the messages' ids: what comes again after a crash does not start twice.</remarks>
internal sealed class PipeRunner : IAsyncDisposable
{
    /// <summary>Batches that one pipe has under way.</summary>
    private const int AtOnce = 8;

    /// <summary>Messages become visible again by the clock alone, so it looks this often.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly CloudDatabase database;
    private readonly QueueStore queues;
    private readonly StepFunctionsEngine engine;
    private readonly CloudNames names;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stop = new();
    private readonly BackgroundRest rest;
    private readonly ConcurrentDictionary<Task, string> batches = new();
    private readonly Task running;

    public PipeRunner(CloudDatabase database, QueueStore queues, StepFunctionsEngine engine, CloudNames names, TimeProvider clock)
    {
        (this.database, this.queues, this.engine, this.names, this.clock) = (database, queues, engine, names, clock);
        rest = new BackgroundRest(clock);
        queues.Arrived += OnArrived;
        running = Task.Run(RunAsync);
    }

    public void Wake() => rest.Wake();

    public async ValueTask DisposeAsync()
    {
        queues.Arrived -= OnArrived;
        await stop.CancelAsync();
        await running;
        await Task.WhenAll(batches.Keys);
        stop.Dispose();
        rest.Dispose();
    }

    private void OnArrived(string queue) => Wake();

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            bool any = false;
            bool took = false;
            foreach (Pipe pipe in database.Read(Pipe.All).Where(pipe => pipe.IsRunning))
            {
                any = true;
                if (batches.Values.Count(name => name == pipe.Name) < AtOnce && Take(pipe) is { Count: > 0 } messages)
                {
                    took = true;
                    TaskCompletionSource known = new();
                    Task batch = HandleAsync(pipe, messages, known.Task);
                    batches[batch] = pipe.Name;
                    _ = batch.ContinueWith(
                        ended =>
                        {
                            batches.TryRemove(ended, out _);
                            Wake();
                        },
                        CancellationToken.None,
                        TaskContinuationOptions.None,
                        TaskScheduler.Default);
                    known.SetResult();
                }
            }

            if (!took)
            {
                await rest.WaitAsync(any ? Look : Timeout.InfiniteTimeSpan, stop.Token);
            }
        }
    }

    /// <summary>Receives a batch; what no filter lets through leaves the queue at once.</summary>
    private IReadOnlyList<QueueMessage> Take(Pipe pipe) => database.Write(db =>
    {
        if (QueueStore.FindByArn(db, pipe.Source) is not { } queue)
        {
            return [];
        }

        IReadOnlyList<QueueMessage> received = queues.Receive(db, queue, pipe.BatchSize, queue.Visibility);
        EventPattern[] filters = [.. pipe.Filters.Select(EventPattern.Parse)];
        if (filters.Length == 0)
        {
            return received;
        }

        List<QueueMessage> wanted = [];
        foreach (QueueMessage message in received)
        {
            ObjectData subject = ObjectData.Of(("body", Topics.SubscriptionText.Parse(message.Body) ?? message.Body), ("messageId", message.Id));
            if (filters.Any(filter => filter.Matches(subject)))
            {
                wanted.Add(message);
            }
            else
            {
                Remove(db, queue.Name, message);
            }
        }

        return wanted;
    });

    private async Task HandleAsync(Pipe pipe, IReadOnlyList<QueueMessage> messages, Task known)
    {
        await known.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        ArrayData input = new([.. messages.Select(message => pipe.Template is { } template ? PipeTemplate.Fill(template, pipe, names.Pipe(pipe.Name), Record(pipe, message), clock.GetUtcNow()) : Record(pipe, message))]);
        int receives = pipe.WaitsForAnswer ? messages.Max(message => message.Receives) : 0;
        string name = Identifiers.Uuid($"{pipe.Name}\n{receives}\n{string.Join('\n', messages.Select(message => message.Id))}");
        try
        {
            ExecutionDescription started = await StartAsync(pipe.Target, name, input.ToJson());
            if (pipe.WaitsForAnswer && (await engine.WaitForCompletionAsync(started.ExecutionArn, stop.Token)).Status != "SUCCEEDED")
            {
                // They come again, or go to the dead-letter queue.
                return;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The execution goes on after the next start; its messages come again, and find it under its name.
            return;
        }
        catch (EngineException refusal)
        {
            // There is no such state machine, or it does not take the input: the messages come again, and end in the dead-letter queue, where the queue has one.
            Trace.TraceWarning("The pipe '{0}' could not start '{1}' with the messages {2}: {3}: {4}", pipe.Name, pipe.Target, string.Join(", ", messages.Select(message => message.Id)), refusal.Code, refusal.Message);
            return;
        }

        database.Write(db =>
        {
            foreach (QueueMessage message in messages)
            {
                Remove(db, CloudNames.LastPart(pipe.Source), message);
            }

            return true;
        });
    }

    private async Task<ExecutionDescription> StartAsync(string machine, string name, string input)
    {
        try
        {
            return await engine.StartExecutionAsync(machine, name, input);
        }
        catch (EngineException known) when (known.Code == "ExecutionAlreadyExists")
        {
            return engine.DescribeExecution($"{machine.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal)}:{name}");
        }
    }

    private static void Remove(SqliteConnection db, string queue, QueueMessage message) => QueueStore.Remove(db, queue, Receipts.Read(message.ReceiptHandle!)!.Value);

    private ObjectData Record(Pipe pipe, QueueMessage message)
    {
        ObjectData body = MessageBody.Of(message, ObjectData.Of(("AttributeNames", new ArrayData("All")), ("MessageAttributeNames", new ArrayData("All"))));
        return ObjectData.Of(
            ("messageId", message.Id),
            ("receiptHandle", message.ReceiptHandle!),
            ("body", message.Body),
            ("attributes", body["Attributes"] ?? ObjectData.Empty),
            ("messageAttributes", message.Attributes ?? ObjectData.Empty),
            ("md5OfBody", MessageDigest.Of(message.Body)),
            ("eventSource", "aws:sqs"),
            ("eventSourceARN", pipe.Source),
            ("awsRegion", names.Region));
    }
}
