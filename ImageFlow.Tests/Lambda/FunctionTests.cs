using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageFlow.Activities;
using ImageFlow.Lambda;
using ImageFlow.Tests.Activities;

namespace ImageFlow.Tests.Lambda;

/// <summary>An activity as a Lambda function gives what it gives in process: the same output, Error and Cause.</summary>
public sealed class FunctionTests : IDisposable
{
    private readonly ActivityRig rig = new();

    public static TheoryData<string> Files => RealImageTests.Files;

    /// <summary>What has its code in the template does not pass through the package.</summary>
    private static IEnumerable<ActivityDescription> Packaged => ActivityCatalog.All.Where(activity => activity.Aws is LambdaBinding { Source: null });

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Handle_RealAndBrokenFiles_AnswersAsInProcess(string file)
    {
        string folder = SharedData.Require("images");
        await rig.PutAsync(file, File.ReadAllBytes(Path.Combine(folder, file)));
        rig.Tables.Items.Add((JsonObject)JsonNode.Parse("""{"id":{"S":"one"},"pHash":{"S":"0f0f0f0f0f0f0f0f"}}""")!);

        foreach (ActivityDescription activity in Packaged)
        {
            await AssertSameAsync(activity.Name, Payload(file));
        }
    }

    [Theory]
    [InlineData("""{"bucket":"imageflow-uploads","key":"absent.jpg","width":64,"text":"x"}""", "ObjectNotFoundError")]
    [InlineData("""{"bucket":"imageflow-uploads"}""", "InvalidInputError")]
    [InlineData("""{"bucket":"No Bucket","key":"a.jpg","width":64,"text":"x"}""", "InvalidObjectNameException")]
    [InlineData("[]", "InvalidInputError")]
    [InlineData("not json", "InvalidInputError")]
    [InlineData("", "InvalidInputError")]
    public async Task Handle_WrongPayloads_FailsAsInProcess(string payload, string error)
    {
        foreach (ActivityDescription activity in Packaged)
        {
            (string? name, _) = await AssertSameAsync(activity.Name, payload);
            Assert.Equal(error, name);
        }
    }

    [Fact]
    public async Task Handle_CorruptPicture_TellsNothingThatDiffersFromRunToRun()
    {
        byte[] whole = TestPicture.Gradient(400, 300);
        await rig.PutAsync("cut.jpg", whole[..(whole.Length / 2)]);

        (string? name, JsonNode answer) = await AssertSameAsync("ValidateImage", Payload("cut.jpg"));

        Assert.Equal(nameof(CorruptImageError), name);
        Assert.Equal(["errorType", "errorMessage", "stackTrace"], answer.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("", "is not set")]
    [InlineData("Nothing", "'Nothing', which is no activity")]
    [InlineData("CopyObject", "'CopyObject', which is no activity")]
    [InlineData("EvaluateJavaScript", "'EvaluateJavaScript', which is no activity")]
    public void Constructor_WithoutAnActivity_SaysWhatToSet(string? value, string sentence)
    {
        FunctionSettingsException refusal = Assert.Throws<FunctionSettingsException>(() => new Function(name => name == Function.ActivityVariable ? value : null, rig.Objects, rig.Tables));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Function.ActivityVariable, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => rig.Dispose();

    private static string Payload(string file) => new JsonObject
    {
        ["bucket"] = ActivityRig.Uploads,
        ["key"] = file,
        ["width"] = 64,
        ["height"] = 48,
        ["fit"] = "cover",
        ["crop"] = "face",
        ["text"] = "© Ngữ",
    }.ToJsonString();

    /// <summary>The error's name, or null, and the output or error document, after both ways gave the same.</summary>
    private async Task<(string? Error, JsonNode Answer)> AssertSameAsync(string activity, string payload)
    {
        byte[] input = Encoding.UTF8.GetBytes(payload);
        ActivityResult inProcess = await ActivityInvoker.InvokeAsync(activity, input, rig.Context, TestContext.Current.CancellationToken);
        (string? error, JsonNode answer) = AsLambda(activity, input);

        Assert.Equal(inProcess.Error?.ErrorType, error);
        JsonNode expected = JsonNode.Parse(inProcess.Error?.ToJson() ?? Encoding.UTF8.GetString(inProcess.Output!.Value.Span))!;
        Assert.Equal(WithoutStackTrace(expected).ToJsonString(), WithoutStackTrace(answer).ToJsonString());
        return (error, answer);
    }

    /// <summary>What AWS's runtime makes of the call: the output, or the exception as a document.</summary>
    private (string? Error, JsonNode Answer) AsLambda(string activity, byte[] input)
    {
        Function function = new(name => name == Function.ActivityVariable ? activity : null, rig.Objects, rig.Tables);
        try
        {
            using Stream output = function.Handle(new MemoryStream(input));
            return (null, JsonNode.Parse(output)!);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
        {
            return (failure.GetType().Name, Document(failure));
        }
    }

    private static JsonObject Document(Exception failure)
    {
        JsonObject document = new()
        {
            ["errorType"] = failure.GetType().Name,
            ["errorMessage"] = failure.Message,
            ["stackTrace"] = JsonSerializer.SerializeToNode(failure.StackTrace?.Split('\n') ?? []),
        };
        if (failure.InnerException is { } inner)
        {
            document["cause"] = Document(inner);
        }

        return document;
    }

    private static JsonNode WithoutStackTrace(JsonNode node)
    {
        JsonNode copy = node.DeepClone();
        copy.AsObject().Remove("stackTrace");
        return copy;
    }
}
