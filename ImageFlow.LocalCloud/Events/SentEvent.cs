using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events;

/// <summary>An event on a bus.</summary>
/// <param name="Id">The same event sent twice has the same id, and starts what it starts once.</param>
internal sealed record SentEvent(
    string Bus, string Id, string Source, string DetailType, DateTimeOffset Time, JsonData Detail, IReadOnlyList<string> Resources)
{
    /// <summary>The event in EventBridge's shape, as rules see it.</summary>
    public ObjectData ToJson(CloudNames names) => ObjectData.Of(
        ("version", "0"),
        ("id", Id),
        ("detail-type", DetailType),
        ("source", Source),
        ("account", names.AccountId),
        ("time", Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("region", names.Region),
        ("resources", new ArrayData([.. Resources.Select(resource => (JsonData)resource)])),
        ("detail", Detail));
}
