namespace ImageFlow.Workflows.Graph;

/// <summary>Elsa's own activities that exist but that the compiler has no form for, each with what to do instead.</summary>
internal static class ActivityTypes
{
    private static readonly Dictionary<string, string> Unsupported = new(StringComparer.Ordinal)
    {
        ["Elsa.ReadLine"] = "A state machine has no console; take the value as a workflow input.",
        ["Elsa.RunCSharp"] = "Write the code as an activity, or use an expression of the JavaScript subset.",
        ["Elsa.RunPython"] = "Write the code as an activity, or use an expression of the JavaScript subset.",
        ["Elsa.HttpEndpoint"] = "Start the flow by an upload or by StartExecution, and declare what it needs as inputs.",
        ["Elsa.WriteHttpResponse"] = "Set workflow outputs with SetOutput instead.",
        ["Elsa.FlowSendHttpRequest"] = "Call the service from an activity.",
        ["Elsa.SendHttpRequest"] = "Call the service from an activity.",
        ["Elsa.ExecuteWorkflow"] = "Draw the child's activities into this flow.",
        ["Elsa.DispatchWorkflow"] = "Draw the child's activities into this flow.",
        ["Elsa.BulkDispatchWorkflows"] = "Use a ParallelForEach whose body does the child's work.",
        ["Elsa.Event"] = "Remove the wait for an event.",
        ["Elsa.PublishEvent"] = "Use ImageFlow.Notify to tell others.",
        ["Elsa.Cron"] = "Start the flow by a schedule outside the state machine.",
        ["Elsa.Timer"] = "Start the flow by a schedule outside the state machine, or use a Delay.",
        ["Elsa.RunTask"] = "Use an activity.",
        ["Elsa.StateMachine"] = "Draw it as a flowchart.",
        ["Elsa.BpmnProcess"] = "Draw it as a flowchart.",
    };

    public static bool IsUnsupported(string type, out string hint)
    {
        bool known = Unsupported.TryGetValue(type, out string? text);
        hint = text ?? "";
        return known;
    }
}
