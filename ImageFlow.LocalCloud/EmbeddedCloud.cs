using ImageFlow.Engine;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Events;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud;

/// <summary>The embedded services that send to one another: events, queues and topics, over one database.</summary>
internal sealed class EmbeddedCloud : IAsyncDisposable
{
    private readonly CloudDatabase database;
    private readonly TimeProvider clock;
    private readonly Targets targets;
    private Deliverer? deliverer;
    private StepFunctionsEngine? engine;

    public EmbeddedCloud(CloudDatabase database, ConnectionApi connections, string region, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        Names = new CloudNames(region);
        Deliveries = new DeliveryQueue(database, clock);
        Queues = new QueueStore(database, Names, clock);
        Publisher = new EventPublisher(Names, clock, Deliveries);
        targets = new Targets(database, () => engine ?? throw new DeliveryException("ServiceUnavailable", "The engine has not started yet.", retry: true), Queues, Names, clock)
        {
            Publisher = Publisher,
        };
        EventOperations events = new(database, Publisher, clock);
        Buses = new BusOperations(database, Names, clock);
        QueueOperations = new QueueOperations(database, Queues, Names, clock);
        MessageOperations messages = new(database, Queues, clock);
        QueueTask = new QueueTask(database, messages, clock);
        Services = new JsonServices(events.All, Buses.All, new RuleOperations(database, Names, clock).All, QueueOperations.All, messages.All, connections.All);
    }

    public CloudNames Names { get; }

    public DeliveryQueue Deliveries { get; }

    public QueueStore Queues { get; }

    public EventPublisher Publisher { get; }

    public BusOperations Buses { get; }

    public QueueOperations QueueOperations { get; }

    public QueueTask QueueTask { get; }

    public JsonServices Services { get; }

    /// <summary>Begins to deliver, also what an earlier process left.</summary>
    public void Start(StepFunctionsEngine running)
    {
        engine = running;
        deliverer = new Deliverer(database, Deliveries, targets, clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref deliverer, null) is { } running)
        {
            await running.DisposeAsync();
        }
    }
}
