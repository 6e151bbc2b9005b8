using System.Xml.Linq;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>A request that S3 refuses, with everything that its error document says.</summary>
public sealed class S3ErrorException : Exception
{
    /// <param name="code">S3's error code, such as <c>AccessDenied</c>.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="elements">What the document says beside code and message, in order.</param>
    public S3ErrorException(string code, int status, string message, params (string Name, string Value)[] elements)
        : base(message)
    {
        Code = code;
        Status = status;
        Elements = elements;
    }

    public string Code { get; }

    public int Status { get; }

    public IReadOnlyList<(string Name, string Value)> Elements { get; }

    /// <summary>The error document, UTF-8 XML.</summary>
    public string ToXml(string requestId)
    {
        XElement error = new("Error", new XElement("Code", Code), new XElement("Message", Message));
        error.Add(Elements.Select(e => new XElement(e.Name, e.Value)));
        error.Add(new XElement("RequestId", requestId), new XElement("HostId", requestId));
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + error.ToString(SaveOptions.DisableFormatting);
    }

    internal static S3ErrorException AccessDenied(string message) => new("AccessDenied", 403, message);

    internal static S3ErrorException InvalidPolicy(string message) => new("InvalidPolicyDocument", 400, "Invalid Policy: " + message);

    internal static S3ErrorException MissingField(string name) => new(
        "InvalidArgument",
        400,
        $"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.",
        ("ArgumentName", name),
        ("ArgumentValue", ""));
}
