using System.Collections.Frozen;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Protocols;

/// <summary>One operation of an embedded service: the request's members in, the answer's out.</summary>
/// <exception cref="ServiceRefusal">The service refuses the request.</exception>
public delegate ValueTask<ObjectData> ServiceOperation(ObjectData request, CancellationToken cancellationToken);

/// <summary>
/// The operations of the embedded services that speak an AWS JSON protocol, by their target (<c>AWSEvents.PutEvents</c>), as the header
/// <c>X-Amz-Target</c> names it.
/// </summary>
public sealed class JsonServices
{
    private readonly FrozenDictionary<string, ServiceOperation> operations;
    private readonly FrozenSet<string> services;

    internal JsonServices(params IEnumerable<KeyValuePair<string, ServiceOperation>>[] parts)
    {
        operations = parts.SelectMany(part => part).ToFrozenDictionary(StringComparer.Ordinal);
        services = operations.Keys.Select(ServiceOf).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The targets that there are, in alphabetical order.</summary>
    public IEnumerable<string> Targets => operations.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether the target names an embedded service, with or without the operation.</summary>
    public bool HasService(string target) => services.Contains(ServiceOf(target));

    /// <summary>The operation, or <see langword="null"/> where the service does not have it.</summary>
    public ServiceOperation? Find(string target) => operations.GetValueOrDefault(target);

    private static string ServiceOf(string target) => target.Split('.', 2)[0];
}
