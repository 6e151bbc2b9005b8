using System.Text;
using System.Text.Json.Nodes;
using ImageFlow.Benchmarks.Jsonata;

namespace ImageFlow.Benchmarks.Uploads;

/// <summary>Drives the sample upload-pipeline on a server from outside: nothing but HTTP.</summary>
internal sealed class UploadFlow(HttpClient client, Uri web, Uri aws)
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:upload-pipeline";
    private const int SizesOfEach = 3;

    /// <summary>The image steps of the flow for one upload, with the inputs that it gives them.</summary>
    public static IEnumerable<(string Activity, string Input)> Steps(string key)
    {
        yield return ("ValidateImage", $$"""{"bucket":"imageflow-uploads","key":"{{key}}","allowedFormats":["jpeg","png"]}""");
        yield return ("ReadMetadata", $$"""{"bucket":"imageflow-uploads","key":"{{key}}"}""");
        foreach (JsonNode size in Sizes())
        {
            JsonObject input = (JsonObject)size.DeepClone();
            input["bucket"] = "imageflow-uploads";
            input["key"] = key;
            input["format"] = "jpeg";
            input["targetKey"] = $"{key}/{(string?)size["name"]}.jpg";
            input.Remove("name");
            yield return ("ResizeImage", input.ToJsonString());
        }
    }

    public async Task WaitUntilHealthyAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(web, "/health"));
                return;
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>The machine, and the rule that starts it for each upload.</summary>
    public async Task SetUpAsync()
    {
        await CallAsync("AWSStepFunctions.CreateStateMachine", new JsonObject { ["name"] = "upload-pipeline", ["roleArn"] = "arn:aws:iam::123456789012:role/r", ["definition"] = Definition() });
        await CallAsync("AWSEvents.PutRule", new JsonObject
        {
            ["Name"] = "uploads",
            ["EventPattern"] = """{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["imageflow-uploads"]},"object":{"key":[{"prefix":"uploads/"}]}}}""",
        });
        await CallAsync("AWSEvents.PutTargets", new JsonObject
        {
            ["Rule"] = "uploads",
            ["Targets"] = new JsonArray(new JsonObject
            {
                ["Id"] = "flow",
                ["Arn"] = Machine,
                ["InputTransformer"] = new JsonObject
                {
                    ["InputPathsMap"] = new JsonObject { ["bucket"] = "$.detail.bucket.name", ["key"] = "$.detail.object.key", ["size"] = "$.detail.object.size" },
                    ["InputTemplate"] = """{"bucket":<bucket>,"key":<key>,"size":<size>}""",
                },
            }),
        });
    }

    /// <summary>Each client asks for a permit and posts the photo, again and again.</summary>
    public Task UploadAsync(byte[] photo, int count, int clients) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (_, token) =>
    {
        using StringContent question = new($$"""{"fileName":"photo.jpg","contentType":"image/jpeg","size":{{photo.Length}}}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage permitted = await client.PostAsync(new Uri(web, "/api/uploads"), question, token);
        JsonNode permit = JsonNode.Parse(await permitted.EnsureSuccessStatusCode().Content.ReadAsStringAsync(token))!;
        using MultipartFormDataContent form = [];
        foreach ((string name, JsonNode? value) in permit["fields"]!.AsObject())
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes((string)value!)), $"\"{name}\"");
        }

        form.Add(new ByteArrayContent(photo), "\"file\"", "\"photo.jpg\"");
        using HttpResponseMessage stored = await client.PostAsync((string)permit["url"]!, form, token);
        stored.EnsureSuccessStatusCode();
    });

    /// <summary>Until so many executions have ended.</summary>
    public async Task WaitForAsync(int count)
    {
        while (await CountAsync("SUCCEEDED") + await CountAsync("FAILED") < count)
        {
            await Task.Delay(200);
        }
    }

    /// <summary>All have succeeded, none was made twice: as many executions, records and results as uploads.</summary>
    public async Task CheckAsync(int count)
    {
        Check("succeeded executions", await CountAsync("SUCCEEDED"), count);
        Check("executions", await CountAsync(null), count);
        Check("processed records", await RecordsAsync(), count);
        Check("results", await ResultsAsync(), count * SizesOfEach);
    }

    private static void Check(string what, int found, int wanted)
    {
        if (found != wanted)
        {
            throw new InvalidOperationException($"There are {found} {what} where {wanted} were wanted.");
        }
    }

    private static string Definition() => File.ReadAllText(Path.Combine(NodePeer.RepositoryRoot, "stepfunctions", "upload-pipeline", "state-machine.asl.json"));

    /// <summary>What the flow's three steps ask for, out of the exported machine.</summary>
    private static IEnumerable<JsonNode> Sizes() => Payloads(JsonNode.Parse(Definition())!).Where(payload => payload["width"] is not null).Select(payload =>
    {
        JsonObject size = [];
        foreach ((string name, JsonNode? value) in payload.AsObject().Where(member => member.Value is JsonValue literal && !literal.ToString().StartsWith("{%", StringComparison.Ordinal)))
        {
            size[name] = value!.DeepClone();
        }

        size["name"] = payload["width"]!.ToString();
        return (JsonNode)size;
    });

    private static IEnumerable<JsonNode> Payloads(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "Payload", Value: JsonObject payload } ? [payload] : Payloads(member.Value)),
        JsonArray items => items.SelectMany(Payloads),
        _ => [],
    };

    private async Task<int> CountAsync(string? status)
    {
        int count = 0;
        string? next = null;
        do
        {
            JsonObject request = new() { ["stateMachineArn"] = Machine, ["maxResults"] = 1000 };
            if (status is not null)
            {
                request["statusFilter"] = status;
            }

            if (next is not null)
            {
                request["nextToken"] = next;
            }

            JsonNode page = await CallAsync("AWSStepFunctions.ListExecutions", request);
            count += page["executions"]!.AsArray().Count;
            next = (string?)page["nextToken"];
        }
        while (next is not null);
        return count;
    }

    private async Task<int> RecordsAsync()
    {
        int count = 0;
        JsonNode? key = null;
        do
        {
            JsonObject request = new()
            {
                ["TableName"] = "imageflow-images", ["FilterExpression"] = "#s = :s", ["Select"] = "COUNT",
                ["ExpressionAttributeNames"] = new JsonObject { ["#s"] = "status" }, ["ExpressionAttributeValues"] = new JsonObject { [":s"] = new JsonObject { ["S"] = "processed" } },
            };
            if (key is not null)
            {
                request["ExclusiveStartKey"] = key.DeepClone();
            }

            JsonNode page = await CallAsync("DynamoDB_20120810.Scan", request);
            count += (int)page["Count"]!;
            key = page["LastEvaluatedKey"];
        }
        while (key is not null);
        return count;
    }

    private async Task<int> ResultsAsync()
    {
        int count = 0;
        string after = "";
        while (true)
        {
            string page = await client.GetStringAsync(new Uri(aws, $"/imageflow-processed?list-type=2&start-after={Uri.EscapeDataString(after)}"));
            string[] keys = [.. page.Split("<Key>").Skip(1).Select(part => System.Net.WebUtility.HtmlDecode(part.Split("</Key>")[0]))];
            count += keys.Length;
            if (!page.Contains("<IsTruncated>true", StringComparison.Ordinal))
            {
                return count;
            }

            after = keys[^1];
        }
    }

    private async Task<JsonNode> CallAsync(string target, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, aws) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };
        request.Headers.Add("X-Amz-Target", target);
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text.Length == 0 ? "{}" : text)! : throw new InvalidOperationException($"{target} answered {(int)response.StatusCode}: {text}");
    }
}
