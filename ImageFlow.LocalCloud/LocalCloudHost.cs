using ImageFlow.Activities;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Approvals;
using ImageFlow.LocalCloud.Buses;
using ImageFlow.LocalCloud.Connections;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Events.Deliveries;
using ImageFlow.LocalCloud.Mail;
using ImageFlow.LocalCloud.Mocks;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Protocols;
using ImageFlow.LocalCloud.Queues;
using ImageFlow.LocalCloud.Real;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tasks;
using ImageFlow.LocalCloud.Topics;
using ImageFlow.LocalCloud.Uploads;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud;

/// <summary>
/// The whole local machine of one data folder: the engine and the embedded services behind its tasks. Shared by the command line
/// and the server.
/// </summary>
public sealed class LocalCloudHost : IAsyncDisposable
{
    private const string ObjectsFolder = "objects";

    /// <summary>As long as AWS keeps an execution's history after its end; a task cannot come again later.</summary>
    private static readonly TimeSpan TaskMemory = TimeSpan.FromDays(90);

    private readonly CloudDatabase database;
    private readonly TaskRouter router;
    private readonly FileObjectStore files;
    private readonly EmbeddedCloud embedded;
    private readonly PublishingObjectStore objects;
    private readonly LocalCloudOptions options;

    /// <summary>The objects that steps work on: those of the data folder, or of the real S3.</summary>
    private readonly IObjectStore worked;

    private LocalCloudHost(LocalCloudOptions options, CloudDatabase database)
    {
        this.database = database;
        files = new FileObjectStore(Path.Combine(options.DataDirectory, ObjectsFolder));
        Tables = new TableStore(database);
        Topics = new TopicStore(database);
        Buses = new BusStore(database);
        Produced = new ProducedObjects(database);
        Uploads = UploadSigner.Open(database, options.TimeProvider, options.Region);
        ConnectionStore connections = new(database);
        Connections = new ConnectionApi(connections, options.TimeProvider, options.Region);
        HttpTask http = new(connections, options.PrivateHttpHosts, options.TimeProvider, options.Region);
        embedded = new EmbeddedCloud(database, Connections, files, options);
        objects = new PublishingObjectStore(files, database, embedded.Publisher, embedded.Names, options.TimeProvider);
        Multipart multipart = new(Path.Combine(options.DataDirectory, ObjectsFolder, ".parts"), database, objects, options.TimeProvider);
        Buckets = new BucketStore(files, objects, database, multipart);
        worked = options.Real.Objects is { } address ? RealObjects.Open(address, options.Real) : objects;
        router = new TaskRouter(database, worked, Produced, embedded, http, options.TimeProvider, options.LambdaEndpoint, options.Real);
        this.options = options;
        embedded.Buses.Ensure(LocalNames.EventBus);
        embedded.Queues.Create(LocalNames.JobsQueue);
        embedded.Queues.Create(LocalNames.ApprovalsQueue);
        embedded.TopicOperations.Ensure(LocalNames.NotificationsTopic);
        embedded.Faces.Ensure(LocalNames.FaceCollection);
        foreach (TableDefinition table in options.Tables)
        {
            Tables.Create(table);
        }
    }

    public StepFunctionsEngine Engine { get; private set; } = null!;

    /// <summary>The embedded S3: files below <c>objects</c>.</summary>
    public IObjectStore Objects => objects;

    /// <summary>What the embedded S3 has beyond objects: buckets, tags, multipart uploads.</summary>
    public BucketStore Buckets { get; }

    /// <summary>The embedded DynamoDB.</summary>
    public TableStore Tables { get; }

    /// <summary>The embedded SNS.</summary>
    public TopicStore Topics { get; }

    /// <summary>The embedded EventBridge.</summary>
    public BusStore Buses { get; }

    /// <summary>The connections of the embedded EventBridge, which HTTP tasks use.</summary>
    public ConnectionApi Connections { get; }

    /// <summary>The embedded SQS.</summary>
    public QueueStore Queues => embedded.Queues;

    /// <summary>The embedded SES: the outbox.</summary>
    public MailStore Mails => embedded.Mails;

    /// <summary>Tasks that wait for a person.</summary>
    public ApprovalStore Approvals => embedded.Approvals;

    /// <summary>In PEM: what verifies the signatures of what topics send to web addresses. Its path on the AWS address is <see cref="TopicCertificatePath"/>.</summary>
    public string TopicCertificate => embedded.TopicCertificate;

    public static string TopicCertificatePath => TopicSigner.CertificatePath;

    /// <summary>Raised after a message was published to a topic; it may not be readable for a moment yet.</summary>
    public event Action? Published
    {
        add => embedded.TopicPublisher.Published += value;
        remove => embedded.TopicPublisher.Published -= value;
    }

    /// <summary>The AWS endpoint as clients reach it; queues' addresses begin with it. Default <c>http://127.0.0.1:5081</c>.</summary>
    public Uri AwsEndpoint
    {
        get => embedded.Endpoint;
        set => embedded.Endpoint = value;
    }

    /// <summary>The address of a queue, which its operations take.</summary>
    public string QueueUrl(string name) => new Uri(AwsEndpoint, $"{embedded.Names.AccountId}/{name}").ToString();

    /// <summary>The ARN of a campaign of the embedded Personalize.</summary>
    public string CampaignArn(string name) => embedded.Names.Personalize("campaign/" + name);

    /// <summary>What is on its way to the targets of rules, and what could not be delivered.</summary>
    public DeliveryQueue Deliveries => embedded.Deliveries;

    /// <summary>The embedded services that speak an AWS JSON protocol.</summary>
    public JsonServices Services => embedded.Services;

    /// <summary>Which objects each execution wrote.</summary>
    public ProducedObjects Produced { get; }

    /// <summary>Signs and verifies uploads to the embedded S3.</summary>
    public UploadSigner Uploads { get; }

    /// <summary>Opens the folder, making it where it is absent. Executions that had not ended go on at once.</summary>
    /// <exception cref="EngineUnavailableException">Another process has the folder open, or it cannot be written.</exception>
    public static async Task<LocalCloudHost> OpenAsync(LocalCloudOptions options, CancellationToken cancellationToken = default)
    {
        CloudDatabase database = OpenDatabase(options);
        LocalCloudHost host = new(options, database);
        MockHandler handler = new(host.router, options.Mocks, options.MockCases, options.Faults, options.SetupOf, options.TimeProvider);
        try
        {
            database.ForgetTaskResults(options.TimeProvider.GetUtcNow() - TaskMemory);
            host.Engine = await StepFunctionsEngine.OpenAsync(
                new EngineOptions
                {
                    DataDirectory = options.DataDirectory,
                    TaskHandler = handler,
                    Intercepts = handler.Answers,
                    RefuseTestCase = options.MockCases is MockCases cases ? cases.Refusal : null,
                    TimeProvider = options.TimeProvider,
                    TimeSkip = options.TimeSkip,
                    SkipsTime = options.SetupOf is { } setupOf ? arn => setupOf(arn)?.SkipsWaits == true : null,
                    Region = options.Region,
                    Synchronous = options.Synchronous,
                    Retention = options.Retention,
                    FlushTraces = options.FlushTraces,
                },
                cancellationToken);
            foreach (string bucket in options.Buckets)
            {
                host.Buckets.Create(bucket);
            }

            await host.objects.RecoverAsync(cancellationToken);
            host.embedded.Start(host.Engine);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What keeps a state machine from running here: tasks that neither an embedded service, a real one, nor a mock of this host answers.</summary>
    /// <param name="machine">The machine's name, by which mock files know it; <see langword="null"/> for any.</param>
    public IReadOnlyList<Diagnostic> Unserved(StateMachine definition, string? machine = null) => ResourceCheck.Unsupported(
        definition, options.Real, state => options.Mocks.ContainsKey(state) || options.MockCases?.Mocks(string.IsNullOrEmpty(machine) ? null : machine, state) == true);

    private static CloudDatabase OpenDatabase(LocalCloudOptions options)
    {
        string folder = Path.GetFullPath(options.DataDirectory);
        try
        {
            Directory.CreateDirectory(folder);
            return new CloudDatabase(folder, options.Synchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw EngineUnavailableException.NotWritable(folder, e);
        }
        catch (SqliteException e)
        {
            throw EngineUnavailableException.NotOpened(Path.Combine(folder, CloudDatabase.FileName), e);
        }
    }

    /// <summary>Makes the state machine of this name have this definition.</summary>
    /// <returns>Its ARN, and whether an existing one got another definition.</returns>
    /// <exception cref="InvalidDefinitionException">The definition cannot run.</exception>
    public (string Arn, bool Changed) PutStateMachine(string name, string definition)
    {
        StateMachineDescription? existing = Engine.StateMachines.Find(name);
        if (existing is null)
        {
            return (Engine.CreateStateMachine(name, definition).Arn, false);
        }

        if (Engine.DescribeStateMachine(existing.Arn).Definition == definition)
        {
            return (existing.Arn, false);
        }

        return (Engine.UpdateStateMachine(existing.Arn, definition).Arn, true);
    }

    /// <summary>Sends an event to the rules of its bus. The same event id starts what it starts once.</summary>
    internal void Publish(Events.SentEvent sent) => database.Write(db =>
    {
        embedded.Publisher.Publish(db, sent);
        return true;
    });

    /// <summary>The objects that an execution wrote and that are still there.</summary>
    public async Task<IReadOnlyList<ProducedFile>> FilesOfAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        List<ProducedFile> found = [];
        foreach (ProducedObject produced in Produced.Of(executionArn))
        {
            if (await files.HeadAsync(produced.Bucket, produced.Key, cancellationToken) is { } info
                && files.FindFile(produced.Bucket, produced.Key) is { } path)
            {
                found.Add(new ProducedFile(
                    info.Bucket, info.Key, path, info.Attributes.ContentType, produced.Width, produced.Height, info.Size));
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await embedded.DisposeAsync();

        // Null where the engine could not be opened.
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        router.Dispose();
        database.Dispose();
    }
}
