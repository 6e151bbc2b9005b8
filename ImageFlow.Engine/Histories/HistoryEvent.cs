using ImageFlow.Asl.Values;

namespace ImageFlow.Engine;

/// <summary>One event of an execution's history, as GetExecutionHistory gives it.</summary>
/// <param name="Id">1 for the first event, without gaps.</param>
/// <param name="PreviousEventId">The event before in the same branch; 0 for the first ones.</param>
/// <param name="Type">AWS's name, such as <c>TaskStateEntered</c>.</param>
/// <param name="DetailsName">The name of the details member, such as <c>stateEnteredEventDetails</c>; <see langword="null"/> where the type has none.</param>
/// <param name="Details">Its value; inputs and outputs are JSON text, as in the API.</param>
public sealed record HistoryEvent(
    long Id,
    long PreviousEventId,
    string Type,
    DateTimeOffset Timestamp,
    string? DetailsName,
    ObjectData? Details)
{
    /// <summary>What <c>includeExecutionData: false</c> leaves out of an event's details.</summary>
    private static readonly string[] Data = ["input", "output", "inputDetails", "outputDetails", "parameters", "assignedVariables", "assignedVariablesDetails", "error", "cause"];

    /// <summary>The details without what the execution worked with.</summary>
    public ObjectData? DetailsWithoutData()
    {
        if (Details is null)
        {
            return null;
        }

        ObjectDataBuilder rest = new();
        foreach ((string name, JsonData value) in Details)
        {
            if (!Data.Contains(name))
            {
                rest.Set(name, value);
            }
        }

        return rest.Build();
    }
}
