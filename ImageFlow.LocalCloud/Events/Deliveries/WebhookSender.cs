using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Deliveries;

/// <summary>Posts deliveries to web addresses. The delivery's attributes are headers.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>SNS waits so long for an answer.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout };

    /// <exception cref="DeliveryException">It did not answer with a success. Answers 4xx but 429 are for good, as with SNS.</exception>
    public async Task SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, delivery.Target);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "UTF-8" };
        foreach ((string name, JsonData value) in (delivery.Attributes ?? ObjectData.Empty).Span)
        {
            request.Headers.TryAddWithoutValidation(name, (value as StringData)?.Value);
        }

        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                int status = (int)response.StatusCode;
                bool permanent = status is >= 400 and < 500 && response.StatusCode != HttpStatusCode.TooManyRequests;
                throw new DeliveryException($"Http{status}", $"{delivery.Target} answered {status} {response.ReasonPhrase}.", retry: !permanent);
            }
        }
        catch (HttpRequestException e)
        {
            throw new DeliveryException("Unreachable", $"{delivery.Target} could not be reached: {e.Message}", retry: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException("Timeout", $"{delivery.Target} did not answer within {Timeout.TotalSeconds:0} seconds.", retry: true);
        }
    }

    public void Dispose() => client.Dispose();
}
