namespace ImageFlow.Deployment.Inventory;

internal enum ResourceKind
{
    Bucket,
    Table,
    Topic,
    Queue,
    Bus,
    Collection,
    Function,
    StateMachine,
    Identity,
    Campaign,
    Connection,
    Role,
}

/// <summary>A resource that the flow names. Its name is a parameter of the template.</summary>
/// <param name="Name">The name that the flow uses, and the parameter's default.</param>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="IsCreated">Whether the template makes it; otherwise it must exist already.</param>
/// <param name="IsUnknown">Whether only a run knows the name, so that whoever deploys has to say it.</param>
internal sealed record NamedResource(ResourceKind Kind, string Name, string LogicalId, bool IsCreated, bool IsUnknown = false)
{
    /// <summary>How the names begin that ImageFlow gives by default.</summary>
    public const string OwnPrefix = "imageflow-";

    /// <summary>The parameter that holds the name.</summary>
    public string Parameter => LogicalId + "Name";

    /// <summary>Whether the name can be changed at deployment; a foreign name stands in the flow and stays what it is.</summary>
    public bool IsParameter => IsCreated || IsUnknown || Name.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <summary>Whether the name is one of ours, which means nothing else wherever it occurs.</summary>
    public bool HasOwnName => Name.StartsWith(OwnPrefix, StringComparison.Ordinal) || Kind != ResourceKind.Table;

    /// <summary>The name as text for <c>Fn::Sub</c>.</summary>
    public string Text => IsParameter ? $"${{{Parameter}}}" : Name;

    /// <summary>The ARN as text for <c>Fn::Sub</c>, made from names so that no resource refers to another one for it.</summary>
    public string Arn => Kind switch
    {
        ResourceKind.Bucket => $"arn:${{AWS::Partition}}:s3:::{Text}",
        ResourceKind.Table => Regional("dynamodb", "table/"),
        ResourceKind.Topic => Regional("sns", ""),
        ResourceKind.Queue => Regional("sqs", ""),
        ResourceKind.Bus => Regional("events", "event-bus/"),
        ResourceKind.Collection => Regional("rekognition", "collection/"),
        ResourceKind.Function => Regional("lambda", "function:"),
        ResourceKind.StateMachine => Regional("states", "stateMachine:"),
        ResourceKind.Identity => Regional("ses", "identity/"),
        ResourceKind.Connection => Regional("events", "connection/"),
        ResourceKind.Role => $"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{Text}",
        ResourceKind.Campaign => Regional("personalize", "campaign/"),
        _ => throw new InvalidOperationException($"There is no ARN for {Kind}."),
    };

    private string Regional(string service, string prefix) => $"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{prefix}{Text}";
}
