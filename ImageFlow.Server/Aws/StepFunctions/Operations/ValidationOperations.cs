using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tasks;

namespace ImageFlow.Server.Aws.StepFunctions.Operations;

/// <summary>ValidateStateMachineDefinition.</summary>
internal static class ValidationOperations
{
    private const int DefaultMax = 100;

    public static IEnumerable<(string Name, Operation Run)> All { get; } = [("ValidateStateMachineDefinition", Validate)];

    private static ValueTask<ObjectData> Validate(ServiceCall call)
    {
        ReadResult read = StateMachineReader.Read(call.Request.RequiredText("definition"), isExpress: call.Request.Text("type") == "EXPRESS");
        bool hasWarnings = call.Request.Text("severity") == "WARNING";
        int max = call.Request.Number("maxResults") is int asked and > 0 ? asked : DefaultMax;

        Diagnostic[] unserved = hasWarnings && read.StateMachine is { } machine ? [.. call.Unserved(machine, "").Where(d => d.Code == ResourceCheck.UnsupportedResource)] : [];

        // Findings of ours beyond AWS's have no code there; `imageflow validate` shows them.
        Diagnostic[] findings = [.. read.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error || (hasWarnings && d.Severity == DiagnosticSeverity.Warning && d.AwsCode is not null)), .. unserved];
        return new(ObjectData.Of(
            ("result", findings.Any(d => d.Severity == DiagnosticSeverity.Error) ? "FAIL" : "OK"),
            ("diagnostics", new ArrayData([.. findings.Take(max).Select(Show)])),
            ("truncated", findings.Length > max)));
    }

    private static ObjectData Show(Diagnostic finding)
    {
        ObjectDataBuilder shown = new();
        return shown.Set("severity", finding.Severity == DiagnosticSeverity.Error ? "ERROR" : "WARNING")
            .Set("code", finding.AwsCode ?? finding.Code)
            .Set("message", finding.Message)
            .SetIfPresent("location", finding.AwsLocation is { Length: > 0 } place ? new StringData(place) : null)
            .Build();
    }
}
