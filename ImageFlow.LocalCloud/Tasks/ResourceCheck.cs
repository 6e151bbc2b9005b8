using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Real;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>Says before a run which Task states the embedded services cannot serve. On AWS they may well work: these are warnings.</summary>
public static class ResourceCheck
{
    public const string UnsupportedResource = "AWS0101";
    public const string UnknownFunction = "AWS0102";

    /// <summary>Whether an embedded service, the engine itself, or a worker of an activity stands behind the resource.</summary>
    public static bool CanHandle(string resource) => TaskRouter.CanHandle(resource) || StepFunctionsEngine.Serves(resource) || resource.Split(':') is ["arn", _, "states", _, _, "activity", _];

    /// <param name="real">Services of AWS itself that tasks call; <see langword="null"/> for those of the environment.</param>
    /// <param name="isMocked">Whether something answers in the place of the service of the state of this name; <see langword="null"/> where nothing does.</param>
    public static IReadOnlyList<Diagnostic> Unsupported(StateMachine definition, RealSettings? real = null, Func<string, bool>? isMocked = null)
    {
        real ??= RealSettings.Read(Environment.GetEnvironmentVariable, "us-east-1");
        return [.. Tasks(definition, "").Where(task => isMocked?.Invoke(task.State.Name) != true).SelectMany(task => Check(task.State, task.Pointer, real))];
    }

    /// <summary>The name of the state that a finding of this check is about.</summary>
    public static string StateOf(Diagnostic finding) =>
        finding.Pointer.Split("/States/")[^1].Split('/')[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static IEnumerable<(TaskState State, string Pointer)> Tasks(StateGraph graph, string pointer) =>
        graph.States.SelectMany(state => Tasks(state.Value, $"{pointer}/States/{Escape(state.Key)}"));

    private static IEnumerable<(TaskState State, string Pointer)> Tasks(State state, string pointer) => state switch
    {
        TaskState task => [(task, pointer)],
        ParallelState parallel => parallel.Branches.SelectMany((branch, i) => Tasks(branch, $"{pointer}/Branches/{i}")),
        MapState map => Tasks(map.ItemProcessor, $"{pointer}/{(map.IsLegacyIterator ? "Iterator" : "ItemProcessor")}"),
        _ => [],
    };

    private static IEnumerable<Diagnostic> Check(TaskState task, string pointer, RealSettings real)
    {
        if (!CanHandle(task.Resource) && !real.Serves(task.Resource))
        {
            yield return new Diagnostic(
                UnsupportedResource,
                DiagnosticSeverity.Warning,
                pointer + "/Resource",
                $"The state '{task.Name}' uses '{task.Resource}', for which there is no embedded service, so that it fails when the flow runs here.",
                $"Mock it (run --mock, or a trial), use the real service ({RealSettings.VariablePrefix}…), or run it on AWS; here there are {TaskRouter.Supported}.");
        }
        else if (Function(task) is { Activity: null } function)
        {
            yield return new Diagnostic(
                UnknownFunction,
                DiagnosticSeverity.Warning,
                pointer,
                $"The state '{task.Name}' invokes the function '{function.Name}', which is none of ImageFlow's activities.",
                $"Name one of {string.Join(", ", FunctionName.Ours)}, or set {RemoteLambda.EndpointVariable} to an endpoint that has the function.");
        }
    }

    /// <summary>The function that a Task names literally; <see langword="null"/> where it names none or computes the name.</summary>
    private static FunctionName? Function(TaskState task)
    {
        if (FunctionArn.IsMatch(task.Resource))
        {
            return FunctionName.Read(task.Resource);
        }

        bool invokes = task.Resource.StartsWith("arn:aws:states:::lambda:invoke", StringComparison.Ordinal);
        return invokes && (task.Arguments ?? task.Parameters)?.Source is ObjectData parameters
            && parameters["FunctionName"] is StringData name && !name.Value.StartsWith("{%", StringComparison.Ordinal)
            ? FunctionName.Read(name.Value)
            : null;
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
