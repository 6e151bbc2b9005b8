using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Engine.Interpretation;
using ImageFlow.Engine.Journal;
using ImageFlow.Engine.Running;

namespace ImageFlow.Engine.MapRuns;

/// <summary>The results of a Map Run in the order of its items, in the form that the WriterConfig asks for (Step Functions, "ResultWriter (Map)").</summary>
internal sealed class MapRunResults
{
    /// <summary>So many iterations are read at a time.</summary>
    private const int Page = 500;

    private readonly EngineCore core;
    private readonly MapRunRow row;
    private readonly MachineRow machine;
    private readonly ResultTransformation transformation;

    public MapRunResults(EngineCore core, MapRunRow row, MapState map)
    {
        this.core = core;
        this.row = row;
        machine = core.Machines.Require(core.Reader.Execution(row.Execution)!.Machine);
        ObjectData config = map.ResultWriter?.WriterConfig as ObjectData ?? ObjectData.Empty;
        transformation = config["Transformation"] switch
        {
            StringData { Value: "COMPACT" } => ResultTransformation.Compact,
            StringData { Value: "FLATTEN" } => ResultTransformation.Flatten,
            StringData { Value: "NONE" } => ResultTransformation.None,
            // Without a word about it the outputs alone are the state's result, and whole executions stand in files.
            _ => map.ResultWriter?.Resource is null ? ResultTransformation.Compact : ResultTransformation.None,
        };
        IsLines = config["OutputType"] is StringData { Value: "JSONL" };
    }

    /// <summary>Whether files hold a value a line.</summary>
    public bool IsLines { get; }

    public MapRunRow Row => row;

    /// <summary>How many iterations have ended, however.</summary>
    public long Ended => core.Reader.IterationCounts(row.Id).Sum(count => count.Executions);

    /// <summary>The state's result: tolerated failures have no place in it.</summary>
    public ArrayData Collected() => new([.. Of(ExecutionStatus.Succeeded)]);

    /// <summary>What is shown of the iterations of one status.</summary>
    public IEnumerable<JsonData> Of(params ExecutionStatus[] statuses)
    {
        foreach (ExecutionRow iteration in Iterations().Where(iteration => statuses.Contains(iteration.Status)))
        {
            // A failed iteration is always shown as a whole.
            if (transformation == ResultTransformation.None || iteration.Status != ExecutionStatus.Succeeded)
            {
                yield return Whole(iteration);
                continue;
            }

            JsonData output = JsonData.Parse(iteration.Output!);
            if (transformation == ResultTransformation.Flatten && output is ArrayData many)
            {
                foreach (JsonData one in many)
                {
                    yield return one;
                }
            }
            else
            {
                yield return output;
            }
        }
    }

    /// <summary>The inputs of iterations that never began.</summary>
    public IEnumerable<JsonData> Pending()
    {
        HashSet<int> begun = [.. core.Reader.Iterations(row.Id).Select(iteration => iteration.Place)];
        for (int first = 0; begun.Count < row.Children && first < row.Children;)
        {
            (string Input, int Items)[] inputs = ItemPieces.Read(core.Reader.Items(row.Id, first).Blob);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (!begun.Contains(first + i))
                {
                    yield return ObjectData.Of(("Input", inputs[i].Input), ("InputDetails", Included), ("Status", "PENDING"));
                }
            }

            first += inputs.Length;
        }
    }

    private static ObjectData Included => ObjectData.Of(("Included", true));

    private IEnumerable<ExecutionRow> Iterations()
    {
        long after = -1;
        while (core.Reader.Iterations(row.Id, null, after, Page) is { Count: > 0 } page)
        {
            foreach (ExecutionRow iteration in page)
            {
                yield return iteration;
            }

            after = page[^1].Iteration!.Value.Place;
        }
    }

    /// <summary>An execution as DescribeExecution knows it.</summary>
    private ObjectData Whole(ExecutionRow iteration)
    {
        ExecutionDescription execution = core.Executions.Describe(iteration, machine, row);
        ObjectDataBuilder members = new();
        members.Set("ExecutionArn", execution.ExecutionArn);
        members.SetIfPresent("Error", execution.Error is string error ? new StringData(error) : null);
        members.SetIfPresent("Cause", execution.Cause is string cause ? new StringData(cause) : null);
        members.Set("Input", execution.Input!).Set("InputDetails", Included).Set("Name", execution.Name);
        if (execution.Output is string output)
        {
            members.Set("Output", output).Set("OutputDetails", Included);
        }

        members.Set("RedriveCount", NumberData.Of(execution.RedriveCount)).Set("RedriveStatus", execution.RedriveStatus);
        members.SetIfPresent("RedriveStatusReason", execution.RedriveStatusReason is string reason ? new StringData(reason) : null);
        return members
            .Set("StartDate", ScopeBuilder.Format(execution.StartDate))
            .Set("StateMachineArn", execution.StateMachineArn)
            .Set("Status", execution.Status)
            .SetIfPresent("StopDate", execution.StopDate is DateTimeOffset stop ? new StringData(ScopeBuilder.Format(stop)) : null)
            .Build();
    }

    private enum ResultTransformation
    {
        /// <summary>Whole executions.</summary>
        None,

        /// <summary>Their outputs.</summary>
        Compact,

        /// <summary>Their outputs, arrays among them taken apart.</summary>
        Flatten,
    }
}
