using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Protocols;

/// <summary>Reads the members of a request of an AWS JSON protocol. A JSON null counts as absent.</summary>
internal static class RequestMembers
{
    public static JsonData? Member(this ObjectData request, string name) => request[name] is { Kind: not JsonDataKind.Null } value ? value : null;

    /// <exception cref="ServiceRefusal">The member is there and not a string.</exception>
    public static string? TextMember(this ObjectData request, string name) => request.Member(name) switch
    {
        null => null,
        StringData text => text.Value,
        _ => throw ServiceRefusal.WrongType(name, "String"),
    };

    /// <exception cref="ServiceRefusal">The member is absent or not a string.</exception>
    public static string NeededText(this ObjectData request, string name) => request.TextMember(name) ?? throw ServiceRefusal.Missing(Camel(name));

    /// <summary>A whole number, also one that is written as a string (attributes of SQS).</summary>
    /// <exception cref="ServiceRefusal">The member is there and no whole number.</exception>
    public static int? NumberMember(this ObjectData request, string name) => request.Member(name) switch
    {
        null => null,
        StringData text when int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) => value,
        NumberData number when int.TryParse(number.ToJson(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) => value,
        _ => throw ServiceRefusal.WrongType(name, "Integer"),
    };

    /// <exception cref="ServiceRefusal">The member is there and not an object.</exception>
    public static ObjectData? Section(this ObjectData request, string name) => request.Member(name) switch
    {
        null => null,
        ObjectData section => section,
        _ => throw ServiceRefusal.WrongType(name, "Structure"),
    };

    /// <summary>The elements of a list of structures; none where it is absent.</summary>
    /// <exception cref="ServiceRefusal">The member is there and not a list of objects.</exception>
    public static IReadOnlyList<ObjectData> Sections(this ObjectData request, string name) => request.Member(name) switch
    {
        null => [],
        ArrayData list => [.. list.Select(element => element as ObjectData ?? throw ServiceRefusal.WrongType(name, "List of structures"))],
        _ => throw ServiceRefusal.WrongType(name, "List"),
    };

    /// <summary>The elements of a list of strings; none where it is absent.</summary>
    /// <exception cref="ServiceRefusal">The member is there and not a list of strings.</exception>
    public static IReadOnlyList<string> Texts(this ObjectData request, string name) => request.Member(name) switch
    {
        null => [],
        ArrayData list => [.. list.Select(element => (element as StringData)?.Value ?? throw ServiceRefusal.WrongType(name, "List of strings"))],
        _ => throw ServiceRefusal.WrongType(name, "List"),
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
