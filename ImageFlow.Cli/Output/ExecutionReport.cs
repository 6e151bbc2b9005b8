using System.Globalization;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud;
using ImageFlow.LocalCloud.Objects;

namespace ImageFlow.Cli.Output;

/// <summary>How an execution ended and what it left behind.</summary>
internal sealed record ExecutionReport(ExecutionDescription Execution, IReadOnlyList<ProducedFile> Files, IReadOnlyList<HistoryEvent> History)
{
    public bool Succeeded => Execution.Status == "SUCCEEDED";

    public static async Task<ExecutionReport> ReadAsync(LocalCloudHost cloud, string executionArn, CancellationToken cancellationToken) => new(
        cloud.Engine.DescribeExecution(executionArn),
        await cloud.FilesOfAsync(executionArn, cancellationToken),
        cloud.Engine.GetExecutionHistory(executionArn));

    public Task WriteAsync(TextWriter writer, bool json) => json ? writer.WriteLineAsync(ToJson().ToJson(indented: true)) : writer.WriteAsync(ToText());

    /// <summary><c>output</c> of a succeeded execution, else <c>error</c> and <c>cause</c> where there are any.</summary>
    public ObjectData ToJson() => new ObjectDataBuilder()
        .Set("executionArn", Execution.ExecutionArn)
        .Set("status", Execution.Status)
        .SetIfPresent("output", Execution.Output is { } output ? JsonData.Parse(output) : null)
        .SetIfPresent("error", Execution.Error is { } error ? new StringData(error) : null)
        .SetIfPresent("cause", Execution.Cause is { } cause ? new StringData(cause) : null)
        .Set("files", new ArrayData([.. Files.Select(ToJson)]))
        .Set("history", HistoryJson.Events(History))
        .Build();

    public string ToText()
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        TimeSpan time = (Execution.StopDate ?? Execution.StartDate) - Execution.StartDate;
        text.WriteLine($"{Execution.Status} {Execution.Name} in {time.TotalSeconds:0.00} s");
        if (Execution.Error is not null || Execution.Cause is not null)
        {
            text.WriteLine($"{Execution.Error}: {ProgressPrinter.Sentence(Execution.Cause)}".Trim(' ', ':'));
        }

        if (Execution.Output is { } output)
        {
            text.WriteLine(JsonData.Parse(output).ToJson(indented: true));
        }

        foreach (ProducedFile file in Files)
        {
            string size = file.Width is null ? "" : $"{file.Width} × {file.Height}, ";
            text.WriteLine($"{Shorten(file.Path)} ({size}{file.ContentType}, {file.Bytes:N0} bytes)");
        }

        return text.ToString();
    }

    /// <summary>A path below the current directory without it.</summary>
    private static string Shorten(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is { } relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path;

    private static ObjectData ToJson(ProducedFile file) => ObjectData.Of(
        ("bucket", file.Bucket),
        ("key", file.Key),
        ("path", file.Path),
        ("contentType", file.ContentType),
        ("width", Number(file.Width)),
        ("height", Number(file.Height)),
        ("bytes", NumberData.Of(file.Bytes)));

    private static JsonData Number(int? value) => value is { } number ? NumberData.Of(number) : NullData.Instance;
}
