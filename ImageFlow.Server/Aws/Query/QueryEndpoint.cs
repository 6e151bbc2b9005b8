using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.Server.Aws.Query;

/// <summary>
/// AWS's query protocol, which SNS speaks: a form with <c>Action</c>, XML back. Lists are <c>Name.member.1</c>, maps <c>Name.entry.1.key</c> and <c>.value</c> (in
/// <c>MessageAttributes</c> <c>.Name</c> and <c>.Value</c>). Confirming and ending a subscription work by a plain GET too, as the addresses in messages have it.
/// </summary>
internal sealed class QueryEndpoint(JsonServices services, Func<HttpRequest, bool> isAllowed)
{
    private const string Service = "SNS.";
    private const int MaxBody = 1024 * 1024;

    private static readonly XNamespace Namespace = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static readonly string[] ByLink = ["ConfirmSubscription", "Unsubscribe"];

    public static bool Serves(HttpRequest request) => request.Path == "/"
        && (HttpMethods.IsGet(request.Method) ? ByLink.Contains(request.Query["Action"].ToString()) : HttpMethods.IsPost(request.Method) && request.HasFormContentType && !request.Headers.ContainsKey("X-Amz-Target"));

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            var fields = await FieldsAsync(context.Request);
            var action = fields.GetValueOrDefault("Action", "");
            if (HttpMethods.IsPost(context.Request.Method) && !isAllowed(context.Request))
                throw new ServiceRefusal("InvalidClientTokenId", "The security token included in the request is invalid.", StatusCodes.Status403Forbidden);
            var operation = services.Find(Service + action)
                ?? throw new ServiceRefusal("InvalidAction", $"There is no operation '{action}' here; there are {string.Join(", ", services.Targets.Where(target => target.StartsWith(Service, StringComparison.Ordinal)).Select(target => target[Service.Length..]))}.");
            var answer = await operation(QueryForm.Read(fields), context.RequestAborted);
            await WriteAsync(context, StatusCodes.Status200OK, new XElement(
                Namespace + (action + "Response"),
                new XElement(Namespace + (action + "Result"), Members(answer)),
                new XElement(Namespace + "ResponseMetadata", new XElement(Namespace + "RequestId", Guid.CreateVersion7()))));
        }
        catch (ServiceRefusal refusal)
        {
            await WriteAsync(context, refusal.Status, new XElement(
                Namespace + "ErrorResponse",
                new XElement(
                    Namespace + "Error",
                    new XElement(Namespace + "Type", "Sender"),
                    new XElement(Namespace + "Code", refusal.QueryCode ?? refusal.Code),
                    new XElement(Namespace + "Message", refusal.Message)),
                new XElement(Namespace + "RequestId", Guid.CreateVersion7())));
        }
    }

    private static async Task<Dictionary<string, string>> FieldsAsync(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
            return request.Query.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        if (request.ContentLength > MaxBody)
            throw new ServiceRefusal("RequestEntityTooLarge", $"The request is greater than {MaxBody} bytes.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            var form = await request.ReadFormAsync();
            return form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        }
        catch (InvalidDataException malformed)
        {
            throw new ServiceRefusal("MalformedInput", malformed.Message);
        }
    }

    // In the answers here an object within "Attributes" is a map; all other objects are structures.
    private static IEnumerable<XElement> Members(ObjectData answer) => answer.Select(member => member.Value switch
    {
        ArrayData items => new XElement(Namespace + member.Key, items.Select(item => new XElement(Namespace + "member", item is ObjectData structure ? Members(structure) : Text(item)))),
        ObjectData map when member.Key == "Attributes" => new XElement(Namespace + member.Key, map.Select(entry => new XElement(
            Namespace + "entry", new XElement(Namespace + "key", entry.Key), new XElement(Namespace + "value", Text(entry.Value))))),
        ObjectData structure => new XElement(Namespace + member.Key, Members(structure)),
        var value => new XElement(Namespace + member.Key, Text(value)),
    });

    private static string Text(JsonData value) => value switch
    {
        StringData text => text.Value,
        NumberData number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => value.ToJson(),
    };

    private static Task WriteAsync(HttpContext context, int status, XElement body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml";
        return context.Response.WriteAsync(new XDocument(body).ToString(SaveOptions.DisableFormatting), Encoding.UTF8, context.RequestAborted);
    }
}
