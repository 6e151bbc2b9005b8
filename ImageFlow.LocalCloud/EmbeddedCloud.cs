using ImageFlow.Activities;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Approvals;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Events;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Faces;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Pipes;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Recommendations;
using ImageFlow.LocalCloud.Schedules;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.LocalCloud.Topics;

namespace ImageFlow.LocalCloud;

/// <summary>The embedded services that send to one another, over one database: events, schedules, queues and pipes, topics, mail, approvals; recommendations and faces.</summary>
internal sealed class EmbeddedCloud : IAsyncDisposable
{
    private readonly CloudDatabase database;
    private readonly TimeProvider clock;
    private readonly Targets targets;
    private readonly TopicSigner signer;
    private readonly ScheduleOperations schedules;
    private readonly PipeOperations pipes;
    private Deliverer? deliverer;
    private Scheduler? scheduler;
    private PipeRunner? runner;
    private StepFunctionsEngine? engine;

    /// <param name="objects">Only read.</param>
    public EmbeddedCloud(CloudDatabase database, ConnectionApi connections, IObjectStore objects, LocalCloudOptions options)
    {
        this.database = database;
        clock = options.TimeProvider;
        Names = new CloudNames(options.Region);
        Deliveries = new DeliveryQueue(database, clock);
        Queues = new QueueStore(database, Names, clock);
        Publisher = new EventPublisher(Names, clock, Deliveries);
        signer = new TopicSigner(database, clock);
        TopicPublisher = new TopicPublisher(Deliveries, signer, clock);
        Mails = new MailStore(database, Deliveries, Path.Combine(options.DataDirectory, "mail"), options.Smtp);
        Approvals = new ApprovalStore(database, Engine, clock);
        targets = new Targets(database, Engine, Queues, TopicPublisher, Mails, Names, clock) { Publisher = Publisher };
        Buses = new BusOperations(database, Names, clock);
        QueueOperations = new QueueOperations(database, Queues, Names, clock);
        TopicOperations = new TopicOperations(database, Names, TopicPublisher, clock);
        MessageOperations messages = new(database, Queues, clock);
        QueueTask = new QueueTask(database, messages, Approvals, clock);
        pipes = new PipeOperations(database, Names, clock) { Changed = () => runner?.Wake() };
        schedules = new ScheduleOperations(database, Names, clock) { Changed = () => scheduler?.Wake() };
        Personalize = new PersonalizeApi(database, objects, Names, clock);
        Faces = new FaceApi(database, objects, Names, clock);
        Services = new JsonServices(
            new EventOperations(database, Publisher, clock).All,
            Buses.All,
            new RuleOperations(database, Names, clock) { Changed = () => scheduler?.Wake() }.All,
            connections.All,
            QueueOperations.All,
            messages.All,
            new TableApi(database, Names).All,
            TopicOperations.All,
            new MailOperations(database, Mails, clock).All,
            schedules.All,
            pipes.All,
            Personalize.All,
            Faces.All);
    }

    public CloudNames Names { get; }

    public DeliveryQueue Deliveries { get; }

    public QueueStore Queues { get; }

    public EventPublisher Publisher { get; }

    public TopicPublisher TopicPublisher { get; }

    public MailStore Mails { get; }

    public ApprovalStore Approvals { get; }

    public BusOperations Buses { get; }

    public QueueOperations QueueOperations { get; }

    public TopicOperations TopicOperations { get; }

    public QueueTask QueueTask { get; }

    public PersonalizeApi Personalize { get; }

    public FaceApi Faces { get; }

    public JsonServices Services { get; }

    /// <summary>The certificate that verifies what topics send to web addresses.</summary>
    public string TopicCertificate => signer.Certificate();

    /// <summary>The AWS endpoint as clients reach it.</summary>
    public Uri Endpoint
    {
        get => QueueOperations.Endpoint;
        set => (QueueOperations.Endpoint, TopicPublisher.Endpoint) = (value, value);
    }

    /// <summary>Begins to deliver, also what an earlier process left, and to keep the schedules.</summary>
    public void Start(StepFunctionsEngine running)
    {
        engine = running;
        deliverer = new Deliverer(database, Deliveries, targets, clock);
        runner = new PipeRunner(database, Queues, running, Names, clock);
        scheduler = new Scheduler(database, Deliveries, Publisher, Names, clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref scheduler, null) is { } keeping)
        {
            await keeping.DisposeAsync();
        }

        if (Interlocked.Exchange(ref runner, null) is { } piping)
        {
            await piping.DisposeAsync();
        }

        if (Interlocked.Exchange(ref deliverer, null) is { } running)
        {
            await running.DisposeAsync();
        }

        targets.Dispose();
        signer.Dispose();
    }

    private StepFunctionsEngine Engine() => engine ?? throw new DeliveryException("ServiceUnavailable", "The engine has not started yet.", retry: true);
}
