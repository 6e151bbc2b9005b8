using ImageFlow.Asl.Values;

namespace ImageFlow.Deployment.Templates;

/// <summary>The activities that run as functions, as the manifest lists them.</summary>
/// <param name="Inputs">The activity's inputs with their defaults.</param>
internal sealed record ManifestFunction(FunctionSettings Settings, IReadOnlyList<(string Name, string? Default)> Inputs)
{
    private const int DefaultMemory = 1769;
    private const int DefaultTimeout = 60;

    public static IReadOnlyList<ManifestFunction> Read(string manifestJson) =>
        [.. List(((ObjectData)JsonData.Parse(manifestJson))["activities"])
            .Where(activity => activity["aws"] is ObjectData aws && Text(aws, "kind") == "lambda")
            .Select(Of)];

    private static ManifestFunction Of(ObjectData activity)
    {
        ObjectData aws = (ObjectData)activity["aws"]!;
        string name = Text(activity, "name")!;
        return new ManifestFunction(
            new FunctionSettings(name, Text(aws, "functionName") ?? "imageflow-" + name, Number(aws, "memory") ?? DefaultMemory, Number(aws, "timeout") ?? DefaultTimeout)
            {
                Runtime = Text(aws, "runtime") ?? FunctionSettings.PackageRuntime,
                Source = Text(aws, "source"),
            },
            [.. List(activity["inputs"]).Select(input => (Text(input, "name")!, Text(input, "default")))]);
    }

    private static IEnumerable<ObjectData> List(JsonData? list) => (list as ArrayData ?? []).OfType<ObjectData>();

    private static string? Text(ObjectData from, string name) => (from[name] as StringData)?.Value;

    private static int? Number(ObjectData from, string name) => from[name] is NumberData number ? (int)number.Value : null;
}
