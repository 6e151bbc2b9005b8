namespace ImageFlow.Deployment.Permissions;

/// <summary>A right to do something with something.</summary>
/// <param name="Action">An IAM action, never with a wildcard.</param>
/// <param name="Resource">An ARN as text for <c>Fn::Sub</c>, or <c>*</c> where AWS knows no narrower resource for the action.</param>
/// <param name="For">Who needs it: the state's name or a few words.</param>
/// <param name="StarReason">Why the resource is <c>*</c>; only and always there.</param>
/// <param name="Condition">A further condition as JSON, such as <c>{"StringEquals": {"states:HTTPMethod": "GET"}}</c>.</param>
internal sealed record Grant(string Action, string Resource, string For, string? StarReason = null, string? Condition = null)
{
    public const string Anything = "*";

    public string Action { get; } = Action.Contains('*', StringComparison.Ordinal)
        ? throw new ArgumentException($"The action '{Action}' has a wildcard.", nameof(Action))
        : Action;

    public string Resource { get; } = (Resource == Anything) == (StarReason is not null)
        ? Resource
        : throw new ArgumentException($"A statement on every resource, and only such a one, gives its reason; '{Action}' on '{Resource}' does not.", nameof(StarReason));
}
