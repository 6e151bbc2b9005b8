using System.Globalization;
using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Validation.DataFlow;

namespace ImageFlow.Asl.Validation;

/// <summary>Findings beyond AWS's: what can be created but can hardly be meant.</summary>
internal static class FlowCheck
{
    public static void Check(StateMachine machine, Findings findings)
    {
        CheckGraph(machine, Location.Root, findings);
        VariableCheck.Check(machine, findings);
        DataFlowCheck.Check(machine, findings);
    }

    private static void CheckGraph(StateGraph graph, Location at, Findings findings)
    {
        foreach ((string name, State state) in graph.States)
        {
            Location place = at.Member("States").Member(name);
            if (state is RecoverableState recoverable)
            {
                CheckErrors(recoverable.Retry.Select(retrier => retrier.ErrorEquals), place.Member("Retry"), FindingKind.RetryNeverMatches, findings);
                CheckErrors(recoverable.Catch.Select(catcher => catcher.ErrorEquals), place.Member("Catch"), FindingKind.CatchNeverMatches, findings);
                CheckDelays(recoverable, place, findings);
            }

            CheckInner(state, place, findings);
        }
    }

    private static void CheckInner(State state, Location place, Findings findings)
    {
        if (state is MapState map)
        {
            CheckGraph(map.ItemProcessor, place.Member(map.IsLegacyIterator ? "Iterator" : "ItemProcessor"), findings);
        }
        else if (state is ParallelState parallel)
        {
            for (int i = 0; i < parallel.Branches.Count; i++)
            {
                CheckGraph(parallel.Branches[i], place.Member("Branches").Item(i), findings);
            }
        }
        else if (state is TaskState { TimeoutSeconds: Values.NumberData timeout, HeartbeatSeconds: Values.NumberData heartbeat } && heartbeat.Value >= timeout.Value)
        {
            findings.Add(FindingKind.HeartbeatTooLong, place.Member("HeartbeatSeconds"), "HeartbeatSeconds is not smaller than TimeoutSeconds, so that it can never expire first.");
        }
    }

    private static void CheckErrors(IEnumerable<IReadOnlyList<string>> entries, Location at, FindingKind kind, Findings findings)
    {
        Dictionary<string, int> taken = new(StringComparer.Ordinal);
        int index = 0;
        foreach (IReadOnlyList<string> errors in entries)
        {
            for (int i = 0; i < errors.Count; i++)
            {
                Location place = at.Item(index).Member("ErrorEquals").Item(i);
                if (errors[i] == StateErrors.Runtime && kind == FindingKind.RetryNeverMatches)
                {
                    findings.Add(FindingKind.UncatchableError, place, $"{errors[i]} is never retried.");
                }
                else if (taken.TryGetValue(errors[i], out int earlier))
                {
                    findings.Add(kind, place, string.Create(CultureInfo.InvariantCulture, $"The error '{errors[i]}' never comes here: entry {earlier} takes it already."));
                }

                taken.TryAdd(errors[i], index);
            }

            index++;
        }
    }

    private static void CheckDelays(RecoverableState state, Location place, Findings findings)
    {
        for (int i = 0; i < state.Retry.Count; i++)
        {
            if (state.Retry[i].MaxDelaySeconds <= (state.Retry[i].IntervalSeconds ?? 1))
            {
                findings.Add(
                    FindingKind.MaxDelayTooShort,
                    place.Member("Retry").Item(i).Member("MaxDelaySeconds"),
                    "MaxDelaySeconds is not greater than IntervalSeconds, so that every wait is cut.");
            }
        }
    }
}
