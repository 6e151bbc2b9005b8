using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows;

/// <summary>Reads the parts of the manifest; see <c>ImageFlow.Activities/manifest.json</c> for the whole.</summary>
internal static class ManifestReader
{
    public static ManifestActivity ReadActivity(ObjectData source)
    {
        string typeName = Text(source, "typeName") ?? throw new ArgumentException("An activity of the manifest has no \"typeName\".");
        string name = Text(source, "name") ?? typeName[(typeName.LastIndexOf('.') + 1)..];
        return new(
            typeName,
            name,
            Text(source, "displayName") ?? name,
            [.. List(source["inputs"]).Select(ReadInput)],
            [.. List(source["outputs"]).Select(output => new ManifestOutput(Text(output, "name") ?? "", Text(output, "type") ?? "Object", output["nullable"] is BooleanData { Value: true }))],
            [.. List(source["errors"]).Select(error => Text(error, "name") ?? "")],
            ReadAws(typeName, name, source["aws"] as ObjectData));
    }

    public static ManifestInput ReadInput(ObjectData source)
    {
        string name = Text(source, "name") ?? throw new ArgumentException("An input of the manifest has no \"name\".");
        return new(
            name,
            Text(source, "type") ?? "Object",
            Text(source, "displayName") ?? name,
            source["required"] is BooleanData { Value: true },
            source["default"] is NullData ? null : source["default"]);
    }

    public static IEnumerable<ObjectData> List(JsonData? list) => list is ArrayData array ? array.OfType<ObjectData>() : [];

    private static AwsForm ReadAws(string typeName, string name, ObjectData? aws) => (aws is null ? null : Text(aws, "kind")) switch
    {
        "lambda" => new LambdaForm(Text(aws!, "functionName") ?? $"imageflow-{name}", (aws!["timeout"] as NumberData) is { } timeout ? (long)timeout.Value : null)
        {
            Runtime = Text(aws!, "runtime"),
            Source = Text(aws!, "source"),
        },
        "integration" => new IntegrationForm(
            Text(aws!, "resource") ?? throw new ArgumentException($"The integration {typeName} of the manifest has no \"resource\"."),
            aws!["arguments"] ?? ObjectData.Empty,
            aws["output"] is NullData ? null : aws["output"],
            [.. (aws["errorMap"] as ObjectData ?? ObjectData.Empty).Select(entry => KeyValuePair.Create(entry.Key, (entry.Value as StringData)?.Value ?? ""))])
        {
            Rules = [.. List(aws["rules"]).Select(rule => new IntegrationRule(Text(rule, "error") ?? "", Text(rule, "when") ?? "false", rule["cause"] ?? ""))],
        },
        _ => throw new ArgumentException($"The activity {typeName} of the manifest has no \"aws\" of kind \"lambda\" or \"integration\"."),
    };

    private static string? Text(ObjectData source, string name) => (source[name] as StringData)?.Value;
}
