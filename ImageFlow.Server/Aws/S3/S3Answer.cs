using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ImageFlow.LocalCloud.Uploads;

namespace ImageFlow.Server.Aws.S3;

/// <summary>S3's documents: reading and writing XML.</summary>
internal static class S3Answer
{
    /// <summary>S3's bound for XML in requests is lower; 2 MiB hold 1,000 keys of the greatest length.</summary>
    private const int MaxXml = 2 * 1024 * 1024;

    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static async Task WriteAsync(HttpContext context, string name, params object?[] content)
    {
        XElement root = new(name, content);
        foreach (XElement element in root.DescendantsAndSelf())
        {
            element.Name = Namespace + element.Name.LocalName;
        }

        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting), context.RequestAborted);
    }

    /// <summary>The request's document without namespaces.</summary>
    /// <exception cref="S3ErrorException"><c>MalformedXML</c>.</exception>
    public static async Task<XElement> ReadAsync(S3Request request)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[16 * 1024];
        Stream body = request.Body();
        for (int read; (read = await body.ReadAsync(buffer, request.Cancellation)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MaxXml)
            {
                throw Malformed();
            }
        }

        text.Position = 0;
        try
        {
            using XmlReader reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            XElement root = XElement.Load(reader);
            foreach (XElement element in root.DescendantsAndSelf())
            {
                element.Name = element.Name.LocalName;
            }

            return root;
        }
        catch (XmlException)
        {
            throw Malformed();
        }
    }

    public static S3ErrorException Malformed() => new(
        "MalformedXML", StatusCodes.Status400BadRequest, "The XML you provided was not well-formed or did not validate against our published schema");

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Tag(string etag) => $"\"{etag}\"";

    /// <summary>Keys in listings that were asked for with <c>encoding-type=url</c>.</summary>
    public static string Name(string text, bool encoded) => encoded ? Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal) : text;
}
