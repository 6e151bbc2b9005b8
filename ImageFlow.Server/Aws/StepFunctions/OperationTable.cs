using System.Collections.Frozen;
using ImageFlow.Server.Aws.StepFunctions.Operations;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>Every operation that the server has, by its name in the API. Each subject brings its own.</summary>
internal static class OperationTable
{
    public static FrozenDictionary<string, Operation> All { get; } = new[]
    {
        ActivityOperations.All,
        StateMachineOperations.All,
        ExecutionOperations.All,
        HistoryOperations.All,
        MapRunOperations.All,
        TagOperations.All,
        TaskOperations.All,
        TestStateOperations.All,
        ValidationOperations.All,
        VersionOperations.All,
    }.SelectMany(operations => operations).ToFrozenDictionary(pair => pair.Name, pair => pair.Run, StringComparer.Ordinal);
}
