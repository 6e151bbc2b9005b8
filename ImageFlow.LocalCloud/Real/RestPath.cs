using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.LocalCloud.Real;

/// <summary>Where the members of a REST request go: into the path, the rest into the body or, without one, into the query.</summary>
internal static class RestPath
{
    /// <exception cref="ParameterException">A member that the path names is missing.</exception>
    public static (string Path, ObjectData Others) Fill(string template, ObjectData request)
    {
        string path = template;
        ObjectData rest = request;
        for (int open = path.IndexOf('{', StringComparison.Ordinal); open >= 0; open = path.IndexOf('{', StringComparison.Ordinal))
        {
            int close = path.IndexOf('}', open);
            string name = path[(open + 1)..close];
            path = path[..open] + Uri.EscapeDataString(request.Text(name)) + path[(close + 1)..];
            rest = ObjectData.Of([.. rest.Where(member => member.Key != name).Select(member => (member.Key, member.Value))]);
        }

        return (path, rest);
    }

    /// <summary>With names that begin small, as the REST services write those of queries.</summary>
    public static string Query(ObjectData rest) => rest.Count == 0 ? "" : "?" + string.Join('&', rest.Select(member =>
        $"{char.ToLowerInvariant(member.Key[0])}{member.Key[1..]}={Uri.EscapeDataString(member.Value is StringData text ? text.Value : member.Value.ToJson())}"));
}
