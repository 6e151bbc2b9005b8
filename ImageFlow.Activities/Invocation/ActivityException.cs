namespace ImageFlow.Activities;

/// <summary>
/// The world or the input is wrong in a way that a flow can react to. The class's name is the error's name in the flow, because
/// Lambda's .NET runtime reports exactly that as <c>errorType</c>; the message becomes the cause and names the object.
/// </summary>
/// <param name="behind">What it was found by; kept out of <see cref="Exception.InnerException"/>, see <see cref="Behind"/>.</param>
public abstract class ActivityException(string message, Exception? behind = null) : Exception(message)
{
    /// <summary>
    /// The exception behind this one, for those who look for a defect. Lambda's runtime would report an inner exception in the cause,
    /// and what libvips says there differs from run to run: the same file must fail with the same cause everywhere.
    /// </summary>
    public Exception? Behind { get; } = behind;

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
