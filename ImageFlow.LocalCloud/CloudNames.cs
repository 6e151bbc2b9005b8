namespace ImageFlow.LocalCloud;

/// <summary>The ARNs of what the embedded services hold.</summary>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
/// <param name="AccountId">Twelve digits.</param>
internal sealed record CloudNames(string Region, string AccountId = CloudNames.LocalAccount)
{
    /// <summary>The account of all that is here; the engine's ARNs have it too.</summary>
    public const string LocalAccount = "123456789012";

    public string Bus(string name) => $"arn:aws:events:{Region}:{AccountId}:event-bus/{name}";

    public string Rule(string bus, string name) => $"arn:aws:events:{Region}:{AccountId}:rule/{(bus == "default" ? name : $"{bus}/{name}")}";

    public string Queue(string name) => $"arn:aws:sqs:{Region}:{AccountId}:{name}";

    public string Table(string name) => $"arn:aws:dynamodb:{Region}:{AccountId}:table/{name}";

    public string Schedule(string group, string name) => $"arn:aws:scheduler:{Region}:{AccountId}:schedule/{group}/{name}";

    public string ScheduleGroup(string name) => $"arn:aws:scheduler:{Region}:{AccountId}:schedule-group/{name}";

    public string Personalize(string path) => $"arn:aws:personalize:{Region}:{AccountId}:{path}";

    public string Pipe(string name) => $"arn:aws:pipes:{Region}:{AccountId}:pipe/{name}";

    public string FaceCollection(string id) => $"arn:aws:rekognition:{Region}:{AccountId}:collection/{id}";

    public string Topic(string name) => $"arn:aws:sns:{Region}:{AccountId}:{name}";

    /// <summary>The last part of an ARN, after its last colon.</summary>
    public static string LastPart(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    /// <summary>The service that an ARN names (<c>sqs</c>, <c>states</c> …); empty where it is no ARN.</summary>
    public static string ServiceOf(string arn) => arn.Split(':') is ["arn", _, var service, _, _, _, ..] ? service : "";
}
