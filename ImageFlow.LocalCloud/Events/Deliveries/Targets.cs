using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.LocalCloud.Events.Deliveries;

/// <summary>What can be delivered to: state machines, queues, topics and other buses; and, for subscribers of topics, web addresses and mailboxes.</summary>
internal sealed class Targets(CloudDatabase database, Func<StepFunctionsEngine> engine, QueueStore queues, TopicPublisher topics, MailStore mails, CloudNames names, TimeProvider clock) : IDisposable
{
    /// <summary>The kinds of ARN, as a sentence names them.</summary>
    public const string Supported = "state machines, queues, topics and event buses";

    private readonly WebhookSender webhooks = new();

    /// <summary>How a delivery to another bus publishes there. Set once both are made.</summary>
    public EventPublisher? Publisher { get; set; }

    public QueueStore Queues => queues;

    public static bool CanDeliver(string arn) => CloudNames.ServiceOf(arn) is "states" or "sqs" or "sns" || (CloudNames.ServiceOf(arn) == "events" && arn.Contains(":event-bus/", StringComparison.Ordinal));

    /// <summary>Brings it to its target and removes it from the queue.</summary>
    /// <exception cref="DeliveryException">The target did not take it.</exception>
    public async Task DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (CloudNames.ServiceOf(delivery.Target))
        {
            case "states":
                await StartAsync(delivery);
                break;
            case "sqs":
                Send(delivery);
                break;
            case "sns":
                Publish(delivery);
                break;
            case "events":
                Forward(delivery);
                break;
            case "" when delivery.Target.StartsWith("http", StringComparison.Ordinal):
                await webhooks.SendAsync(delivery, cancellationToken);
                Remove(delivery);
                break;
            case "" when delivery.Target == TopicPublisher.MailTarget:
                WriteMail(delivery);
                break;
            case "" when delivery.Target == MailStore.SmtpTarget:
                await mails.SendAsync(delivery, cancellationToken);
                break;
            default:
                throw new DeliveryException("InvalidTarget", $"There is no way to deliver to '{delivery.Target}' here; there are {Supported}.", retry: false);
        }
    }

    private async Task StartAsync(Delivery delivery)
    {
        try
        {
            await engine().StartExecutionAsync(delivery.Target, delivery.Name, delivery.Body);
        }
        catch (EngineException refusal) when (refusal.Code != "ExecutionAlreadyExists")
        {
            throw new DeliveryException(refusal.Code, refusal.Message, retry: refusal.Code == "InternalError");
        }
        catch (EngineException)
        {
            // Started by an earlier attempt, or by the same event sent again, and ended since: the work is done.
            Remove(delivery);
            return;
        }

        Remove(delivery);
    }

    private void Send(Delivery delivery) => database.Write(db =>
    {
        QueueDefinition queue = QueueStore.FindByArn(db, delivery.Target)
            ?? throw new DeliveryException("AWS.SimpleQueueService.NonExistentQueue", $"There is no queue '{delivery.Target}'.", retry: false);
        queues.Send(db, queue, new OutgoingMessage(delivery.Body)
        {
            Attributes = delivery.Attributes,
            Group = delivery.MessageGroup ?? (queue.IsFifo ? "default" : null),
            Deduplication = queue.IsFifo ? delivery.Name : null,
        });
        DeliveryQueue.Remove(db, delivery);
        return true;
    });

    private void Publish(Delivery delivery) => database.Write(db =>
    {
        topics.Publish(db, new TopicMessage
        {
            Id = Identifiers.Uuid(delivery.Name),
            TopicArn = delivery.Target,
            Message = delivery.Body,
            Attributes = delivery.Attributes,
            PublishedAt = clock.GetUtcNow(),
        });
        DeliveryQueue.Remove(db, delivery);
        return true;
    });

    private void Forward(Delivery delivery) => database.Write(db =>
    {
        string bus = delivery.Target[(delivery.Target.IndexOf('/') + 1)..];
        if (!EventRules.BusExists(db, bus))
        {
            throw new DeliveryException("ResourceNotFoundException", $"Event bus {bus} does not exist.", retry: false);
        }

        ObjectData sent = JsonData.Parse(delivery.Body) as ObjectData ?? ObjectData.Empty;
        SentEvent forwarded = new(
            bus,
            (sent["id"] as StringData)?.Value ?? delivery.Name,
            (sent["source"] as StringData)?.Value ?? "",
            (sent["detail-type"] as StringData)?.Value ?? "",
            clock.GetUtcNow(),
            sent["detail"] ?? sent,
            [names.Bus(bus)]);
        Publisher!.Publish(db, forwarded);
        DeliveryQueue.Remove(db, delivery);
        return true;
    });

    private void WriteMail(Delivery delivery) => database.Write(db =>
    {
        try
        {
            mails.Add(db, MailRequest.Read((ObjectData)JsonData.Parse(delivery.Body), Identifiers.Uuid(delivery.Name), clock.GetUtcNow(), null));
        }
        catch (ServiceRefusal refusal)
        {
            throw new DeliveryException(refusal.Code, refusal.Message, retry: false);
        }

        DeliveryQueue.Remove(db, delivery);
        return true;
    });

    public void Dispose() => webhooks.Dispose();

    private void Remove(Delivery delivery) => database.Write(db =>
    {
        DeliveryQueue.Remove(db, delivery);
        return true;
    });
}
