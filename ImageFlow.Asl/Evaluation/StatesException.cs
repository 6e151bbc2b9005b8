namespace ImageFlow.Asl.Evaluation;

/// <summary>A state failed in the interpreter itself, with the error name and the cause that AWS gives.</summary>
/// <remarks>
/// <see cref="Cause"/> is the bare sentence. Most failures are shown inside a longer one that names the state and the event;
/// see <see cref="CauseIn"/>.
/// </remarks>
/// <param name="location">The failing field of a JSONata state (<c>Output/result</c>).</param>
public sealed class StatesException(string error, string cause, string? location = null) : Exception($"{error}: {cause}")
{
    /// <summary>The ASL error name: <c>States.Runtime</c>, <c>States.QueryEvaluationError</c> …</summary>
    public string Error { get; } = error;

    /// <summary>What AWS says, without the words about the state and the event.</summary>
    public string Cause { get; } = cause;

    /// <summary>The failing field (<c>Output/result</c>) where a JSONata expression failed; such a failure has its own history event, <c>EvaluationFailed</c>.</summary>
    public string? Location { get; } = location;

    /// <summary>The cause as a history shows it.</summary>
    /// <param name="stateName">The failing state.</param>
    /// <param name="enteredEventId">The id of the event that entered it.</param>
    public string CauseIn(string stateName, long enteredEventId) =>
        $"An error occurred while executing the state '{stateName}' (entered at the event id #{enteredEventId}). {Cause}";
}
