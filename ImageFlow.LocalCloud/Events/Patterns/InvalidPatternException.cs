namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>A pattern that EventBridge refuses (<c>InvalidEventPatternException</c>).</summary>
/// <param name="reason">AWS's words after "Reason: ".</param>
public sealed class InvalidPatternException(string reason) : Exception("Event pattern is not valid. Reason: " + reason);
