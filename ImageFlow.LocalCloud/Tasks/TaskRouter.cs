using ImageFlow.Activities;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Http;
using ImageFlow.LocalCloud.Faces;
using ImageFlow.LocalCloud.Objects;
using ImageFlow.LocalCloud.Real;
using ImageFlow.LocalCloud.Recommendations;
using ImageFlow.LocalCloud.Tables;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>Takes each task to the embedded service that its resource names.</summary>
internal sealed class TaskRouter : ITaskHandler, IDisposable
{
    private const string Integration = "arn:aws:states:::";
    private const string TokenSuffix = ".waitForTaskToken";

    /// <summary>Every integration that an embedded service stands behind, without <c>arn:aws:states:::</c>.</summary>
    private static readonly Dictionary<string, Route> Routes = MakeRoutes();

    private readonly LambdaTask lambda;
    private readonly TableTask tables;
    private readonly TopicTask topics;
    private readonly MailTask mails;
    private readonly PersonalizeTask personalize;
    private readonly FaceTask faces;
    private readonly BusTask buses;
    private readonly QueueTask queues;
    private readonly ObjectTask objects;
    private readonly RemoteLambda? remote;
    private readonly HttpTask http;
    private readonly RealTask real;

    /// <param name="http">Disposed with the router.</param>
    /// <param name="lambdaEndpoint">Where functions that are not ours are invoked; <see langword="null"/> for nowhere.</param>
    public TaskRouter(CloudDatabase database, IObjectStore store, ProducedObjects produced, EmbeddedCloud embedded, HttpTask http, TimeProvider clock, Uri? lambdaEndpoint, RealSettings realServices)
    {
        this.http = http;
        real = new RealTask(realServices, clock);
        remote = lambdaEndpoint is null ? null : new RemoteLambda(lambdaEndpoint);
        lambda = new LambdaTask(store, new EmbeddedTables(new TableStore(database)), produced, remote);
        tables = new TableTask(database, clock);
        topics = new TopicTask(database, embedded.TopicPublisher, clock);
        personalize = new PersonalizeTask(database, embedded.Personalize, clock);
        faces = new FaceTask(database, embedded.Faces, clock);
        mails = new MailTask(database, embedded.Mails, clock);
        queues = embedded.QueueTask;
        buses = new BusTask(database, embedded.Publisher, clock);
        objects = new ObjectTask(database, store, produced);
    }

    private delegate ValueTask<TaskResult> Route(TaskRouter router, TaskInvocation task, CancellationToken cancellationToken);

    /// <summary>What runs here, as a sentence names it.</summary>
    public const string Supported =
        "lambda:invoke, http:invoke, dynamodb:getItem/putItem/updateItem/deleteItem, aws-sdk:dynamodb:query/scan, sns:publish, sqs:sendMessage, events:putEvents, aws-sdk:sesv2:sendEmail, aws-sdk:personalize and aws-sdk:personalizeruntime (datasets, solutions, campaigns, recommendations), aws-sdk:rekognition (collections, detectFaces, indexFaces, searchFacesByImage, listFaces, deleteFaces), aws-sdk:s3:copyObject/deleteObject/getObject/listObjectsV2/putObject/putObjectTagging, states:startExecution and the ARNs of Lambda functions";

    /// <summary>Whether an embedded service stands behind the resource. Which Lambda function it names is not looked at.</summary>
    public static bool CanHandle(string resource) => Find(resource) is not null;

    public ValueTask<TaskResult> InvokeAsync(TaskInvocation invocation, CancellationToken cancellationToken) =>
        real.Serves(invocation.Resource) ? real.InvokeAsync(invocation, cancellationToken)
            : Find(invocation.Resource) is { } route
            ? route(this, invocation, cancellationToken)
            : new(new TaskResult.Failure(
                "States.Runtime",
                $"There is no embedded service for the resource '{invocation.Resource}' of the state '{invocation.StateName}'. " +
                $"Mock the state (run --mock), use the real service ({RealSettings.VariablePrefix}…), or run the flow on AWS; here there are {Supported}."));

    public void Dispose()
    {
        remote?.Dispose();
        http.Dispose();
        real.Dispose();
    }

    private static Route? Find(string resource)
    {
        if (FunctionArn.IsMatch(resource))
        {
            return (router, task, cancel) => router.lambda.InvokeDirectAsync(task, cancel);
        }

        if (!resource.StartsWith(Integration, StringComparison.Ordinal))
        {
            return null;
        }

        // The engine waits for the token; the service is called all the same.
        string name = resource[Integration.Length..];
        bool callback = name.EndsWith(TokenSuffix, StringComparison.Ordinal);
        string route = callback ? name[..^TokenSuffix.Length] : name;

        // HTTP tasks have the request-response pattern only.
        return callback && route == HttpTask.Route ? null : Routes.GetValueOrDefault(route);
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static Dictionary<string, Route> MakeRoutes()
    {
        Dictionary<string, Route> routes = new()
        {
            ["lambda:invoke"] = (router, task, cancel) => router.lambda.InvokeAsync(task, cancel),
            [HttpTask.Route] = (router, task, cancel) => router.http.InvokeAsync(task, cancel),
            ["sns:publish"] = (router, task, _) => router.topics.PublishAsync(task, optimised: true),
            ["aws-sdk:sns:publish"] = (router, task, _) => router.topics.PublishAsync(task, optimised: false),
            ["events:putEvents"] = (router, task, _) => router.buses.PutAsync(task, optimised: true),
            ["aws-sdk:eventbridge:putEvents"] = (router, task, _) => router.buses.PutAsync(task, optimised: false),
            ["sqs:sendMessage"] = (router, task, _) => router.queues.SendAsync(task, optimised: true),
            ["aws-sdk:sqs:sendMessage"] = (router, task, _) => router.queues.SendAsync(task, optimised: false),
            ["aws-sdk:sesv2:sendEmail"] = (router, task, _) => router.mails.SendAsync(task),
            ["s3:getObject"] = (router, task, cancel) => router.objects.GetAsync(task, cancel),
            ["s3:listObjectsV2"] = (router, task, cancel) => router.objects.ListAsync(task, cancel),
            ["aws-sdk:s3:getObject"] = (router, task, cancel) => router.objects.GetAsync(task, cancel),
            ["aws-sdk:s3:listObjectsV2"] = (router, task, cancel) => router.objects.ListAsync(task, cancel),
            ["s3:putObject"] = (router, task, cancel) => router.objects.PutAsync(task, cancel),
            ["aws-sdk:s3:putObject"] = (router, task, cancel) => router.objects.PutAsync(task, cancel),
            ["aws-sdk:s3:copyObject"] = (router, task, cancel) => router.objects.CopyAsync(task, cancel),
            ["aws-sdk:s3:putObjectTagging"] = (router, task, cancel) => router.objects.PutTagsAsync(task, cancel),
            ["aws-sdk:s3:deleteObject"] = (router, task, cancel) => router.objects.DeleteAsync(task, cancel),
        };
        foreach (string operation in TableTask.Operations.Keys)
        {
            if (TableTask.IsOptimised(operation))
            {
                routes["dynamodb:" + operation] = (router, task, _) => router.tables.InvokeAsync(task, operation, optimised: true);
            }

            routes["aws-sdk:dynamodb:" + operation] = (router, task, _) => router.tables.InvokeAsync(task, operation, optimised: false);
        }

        foreach (string name in PersonalizeApi.Names.Select(Camel))
        {
            routes["aws-sdk:personalize:" + name] = (router, task, cancel) => router.personalize.InvokeAsync(task, name, runtime: false, cancel);
        }

        foreach (string name in PersonalizeApi.RuntimeNames.Select(Camel))
        {
            routes["aws-sdk:personalizeruntime:" + name] = (router, task, cancel) => router.personalize.InvokeAsync(task, name, runtime: true, cancel);
        }

        foreach (string name in FaceApi.Names)
        {
            routes["aws-sdk:rekognition:" + Camel(name)] = (router, task, cancel) => router.faces.InvokeAsync(task, name, cancel);
        }

        return routes;
    }
}
