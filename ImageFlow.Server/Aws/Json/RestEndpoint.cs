using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.Server.Aws.Json;

/// <summary>
/// The embedded services whose API is REST with JSON: EventBridge Scheduler and Pipes, SES v2 and Personalize Runtime. Which of them a request is for says the scope of its
/// credential (<c>…/scheduler/aws4_request</c>): paths alone could be buckets of S3.
/// </summary>
internal sealed partial class RestEndpoint(JsonServices services, Func<HttpRequest, bool> isAllowed)
{
    private const int MaxBody = 50 * 1024 * 1024;

    private static readonly Route[] Routes =
    [
        new("scheduler", "POST", SchedulePath(), "Scheduler.CreateSchedule"),
        new("scheduler", "PUT", SchedulePath(), "Scheduler.UpdateSchedule"),
        new("scheduler", "GET", SchedulePath(), "Scheduler.GetSchedule"),
        new("scheduler", "DELETE", SchedulePath(), "Scheduler.DeleteSchedule"),
        new("scheduler", "GET", SchedulesPath(), "Scheduler.ListSchedules"),
        new("scheduler", "POST", GroupPath(), "Scheduler.CreateScheduleGroup"),
        new("scheduler", "DELETE", GroupPath(), "Scheduler.DeleteScheduleGroup"),
        new("scheduler", "GET", GroupsPath(), "Scheduler.ListScheduleGroups"),
        new("pipes", "POST", PipePath(), "Pipes.CreatePipe"),
        new("pipes", "GET", PipePath(), "Pipes.DescribePipe"),
        new("pipes", "DELETE", PipePath(), "Pipes.DeletePipe"),
        new("pipes", "GET", PipesPath(), "Pipes.ListPipes"),
        new("pipes", "POST", StartPath(), "Pipes.StartPipe"),
        new("pipes", "POST", StopPath(), "Pipes.StopPipe"),
        new("ses", "POST", MailPath(), "SESv2.SendEmail"),
        new("personalize", "POST", RecommendationsPath(), "PersonalizeRuntime.GetRecommendations"),
        new("personalize", "POST", RankingPath(), "PersonalizeRuntime.GetPersonalizedRanking"),
    ];

    public static bool Serves(HttpRequest request) => Routes.Any(route => route.Service == Service(request)) && !request.Headers.ContainsKey("X-Amz-Target");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (!isAllowed(context.Request))
                throw new ServiceRefusal("UnrecognizedClientException", "The security token included in the request is invalid.", StatusCodes.Status403Forbidden);
            var request = context.Request;
            var found = Routes.Where(route => route.Service == Service(request) && route.Method == request.Method)
                .Select(route => (Route: route, Match: route.Path.Match(request.Path.Value ?? ""))).FirstOrDefault(candidate => candidate.Match.Success);
            if (found.Route is null)
                throw new ServiceRefusal("UnknownOperationException", $"There is no operation '{request.Method} {request.Path}' of {Service(request)} here.", StatusCodes.Status404NotFound);
            var answer = await services.Find(found.Route.Operation)!(await ReadAsync(request, found.Match), context.RequestAborted);
            await AnswerAsync(context, StatusCodes.Status200OK, answer);
        }
        catch (ServiceRefusal refusal)
        {
            context.Response.Headers["x-amzn-ErrorType"] = refusal.Code;
            await AnswerAsync(context, refusal.Status, ObjectData.Of(("Message", refusal.Message), ("message", refusal.Message)));
        }
    }

    // The credential's scope is key/date/region/service/aws4_request.
    private static string Service(HttpRequest request) => Scope().Match(request.Headers.Authorization.ToString()) is { Success: true } scope ? scope.Groups[1].Value : "";

    /// <summary>The body's members, with those of the path and the query.</summary>
    private static async Task<ObjectData> ReadAsync(HttpRequest request, Match path)
    {
        using MemoryStream body = new();
        if (request.ContentLength > MaxBody)
            throw new ServiceRefusal("RequestEntityTooLargeException", $"The request is greater than {MaxBody} bytes.", StatusCodes.Status413PayloadTooLarge);
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        ObjectDataBuilder members;
        try
        {
            members = body.Length == 0 ? new() : (JsonData.Parse(body.ToArray()) as ObjectData ?? throw new ServiceRefusal("SerializationException", "The request is not a JSON object.")).ToBuilder();
        }
        catch (JsonException e)
        {
            throw new ServiceRefusal("SerializationException", $"The request is not JSON: {e.Message}");
        }

        foreach (var (name, value) in request.Query)
            members.Set(Pascal(name), value.ToString());
        foreach (Group group in path.Groups.Values.Where(group => !char.IsAsciiDigit(group.Name[0])))
            members.Set(group.Name, Uri.UnescapeDataString(group.Value));
        return members.Build();
    }

    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpper(name[0], CultureInfo.InvariantCulture) + name[1..];

    private static Task AnswerAsync(HttpContext context, int status, ObjectData answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7().ToString();
        return context.Response.Body.WriteAsync(answer.ToUtf8Json(), context.RequestAborted).AsTask();
    }

    [GeneratedRegex(@"Credential=[^/]+/\d{8}/[^/]+/([a-z0-9-]+)/aws4_request")]
    private static partial Regex Scope();

    [GeneratedRegex("^/schedules/(?<Name>[^/]+)$")]
    private static partial Regex SchedulePath();

    [GeneratedRegex("^/schedules/?$")]
    private static partial Regex SchedulesPath();

    [GeneratedRegex("^/schedule-groups/(?<Name>[^/]+)$")]
    private static partial Regex GroupPath();

    [GeneratedRegex("^/schedule-groups/?$")]
    private static partial Regex GroupsPath();

    [GeneratedRegex("^/v1/pipes/(?<Name>[^/]+)$")]
    private static partial Regex PipePath();

    [GeneratedRegex("^/v1/pipes/?$")]
    private static partial Regex PipesPath();

    [GeneratedRegex("^/v1/pipes/(?<Name>[^/]+)/start$")]
    private static partial Regex StartPath();

    [GeneratedRegex("^/v1/pipes/(?<Name>[^/]+)/stop$")]
    private static partial Regex StopPath();

    [GeneratedRegex("^/v2/email/outbound-emails$")]
    private static partial Regex MailPath();

    [GeneratedRegex("^/recommendations$")]
    private static partial Regex RecommendationsPath();

    [GeneratedRegex("^/personalize-ranking$")]
    private static partial Regex RankingPath();

    private sealed record Route(string Service, string Method, Regex Path, string Operation);
}
