using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Conformance.StepFunctions;

/// <summary>The AWS JSON 1.0 protocol as a client sees it.</summary>
internal static class StepFunctionsClient
{
    public static async Task<(int Status, ObjectData Answer)> CallAsync(HttpClient client, string operation, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/") { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, (ObjectData)JsonData.Parse(text));
    }

    /// <summary>How a refusal differs from the recorded code and message, or <see langword="null"/>.</summary>
    public static string? ErrorDifference(ObjectData expected, ObjectData answer)
    {
        string code = ((StringData)answer["__type"]!).Value.Split('#')[^1];
        if (expected["code"] is StringData wanted && wanted.Value != code)
        {
            return $"code {code} instead of {wanted.Value}: {answer.ToJson()}";
        }

        return expected["message"] is JsonData message ? Recorded.Difference(message, answer["message"], "message") : null;
    }
}
