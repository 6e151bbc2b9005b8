using System.Text.Json.Nodes;
using ImageFlow.Asl.Values;
using ImageFlow.Backends;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.Server.HttpBackends;

/// <summary>Calls of the embedded services.</summary>
internal sealed class EmbeddedCalls(LocalCloudHost cloud) : IServiceCalls
{
    public async Task<JsonObject> CallAsync(string target, JsonObject request, CancellationToken cancellationToken)
    {
        var operation = cloud.Services.Find(target) ?? throw new ArgumentException($"There is no embedded operation '{target}'.", nameof(target));
        try
        {
            var answer = await operation((ObjectData)JsonData.Parse(request.ToJsonString()), cancellationToken);
            return JsonNode.Parse(answer.ToJson())!.AsObject();
        }
        catch (ServiceRefusal refusal)
        {
            throw new ServiceCallException(refusal.Code, refusal.Message, refusal);
        }
    }
}
