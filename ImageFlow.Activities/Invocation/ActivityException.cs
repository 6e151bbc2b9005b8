namespace ImageFlow.Activities;

/// <summary>
/// The world or the input is wrong in a way that a flow can react to. The class's name is the error's name in the flow, because
/// Lambda's .NET runtime reports exactly that as <c>errorType</c>; the message becomes the cause and names the object.
/// </summary>
public abstract class ActivityException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The name under which a flow catches it.</summary>
    public string ErrorName => GetType().Name;
}

/// <summary>
/// The input of an activity cannot be used: a required member is missing, a value has the wrong type or is out of range. The flow
/// itself is wrong, so that no activity declares it and <c>onError: result</c> does not turn it into a result.
/// </summary>
public sealed class InvalidInputError(string activity, string member, string reason)
    : ActivityException($"The input '{member}' of {activity} {reason}.")
{
    public string Activity { get; } = activity;

    public string Member { get; } = member;
}
