using ImageFlow.Backends;

namespace ImageFlow.Server.HttpBackends;

/// <summary>Objects are served under <c>/api/objects</c>.</summary>
internal sealed class ObjectLinks : IFileLinks
{
    public string Url(string bucket, string key) => Of(bucket, key);

    public static string Of(string bucket, string key) => $"/api/objects/{Uri.EscapeDataString(bucket)}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
}
