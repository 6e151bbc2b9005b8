namespace ImageFlow.Lambda.Backends;

/// <summary>What a function of the HTTP or WebSocket API does with one event.</summary>
internal interface IBackend
{
    /// <param name="payload">The event, UTF-8 JSON.</param>
    /// <returns>The answer, UTF-8 JSON.</returns>
    Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
