using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.Engine;

namespace ImageFlow.Cli.Parity;

/// <summary>Something that two runs of the same flow may differ in, and why. Nothing is left out of the comparison without such a rule.</summary>
/// <param name="Name">As reports name it.</param>
internal abstract partial record ParityRule(string Name, string Reason)
{
    /// <summary>Rules that hold for every endpoint, AWS included.</summary>
    public static IReadOnlyList<ParityRule> Always { get; } =
    [
        new Detail("truncated", "says only whether the text was cut for the answer", "inputDetails", "outputDetails", "assignedVariablesDetails"),
        new Detail("role", "the role belongs to the account", "roleArn"),
        new Detail("region", "the region that a service was called in belongs to the endpoint", "region"),
        new Member("service-metadata", "the service's answer has request ids, times and headers of its own call", "SdkHttpMetadata", "SdkResponseMetadata"),
        new Member("message-id", "queues, topics and buses number what they are given", "MessageId", "EventId", "SequenceNumber"),
        new Member("stack-trace", "the stack of a failed function depends on how it is hosted", "stackTrace", "trace"),
        new Pattern("request-id", "services number their requests", RequestId(), ""),
        new Pattern("account", "ARNs have the account and the region of the endpoint", ArnPlace(), "arn:aws:$1:::"),
    ];

    /// <summary>Rules that an emulator needs; each is named on the command line.</summary>
    public static IReadOnlyList<ParityRule> Optional { get; } =
    [
        new Pattern("service-suffix", "an emulator says the service's part of a cause in its own words", ServiceSuffix(), ""),
        new Event("task-submitted", "an emulator leaves out that a service has accepted a task", "TaskSubmitted"),
        new Event("evaluation-failed", "an emulator has no event for an expression that fails", "EvaluationFailed"),
        new AnyCause("service-cause", "an emulator words the failures of services in its own way; the error's name is still compared"),
    ];

    /// <summary>Whether the rule leaves the whole event out.</summary>
    public virtual bool Ignores(HistoryEvent happened) => false;

    /// <summary>The details without what the rule leaves out; the same instance where it applies to nothing.</summary>
    public virtual ObjectData Details(ObjectData details) => details;

    /// <summary>A payload without what the rule leaves out; the same instance where it applies to nothing.</summary>
    public virtual JsonData Payload(JsonData payload) => payload;

    /// <summary>Members of an event's details.</summary>
    private sealed record Detail(string Name, string Reason, params string[] Members) : ParityRule(Name, Reason)
    {
        public override ObjectData Details(ObjectData details) => Without(details, Members);
    }

    /// <summary>Members of objects anywhere in a payload.</summary>
    private sealed record Member(string Name, string Reason, params string[] Members) : ParityRule(Name, Reason)
    {
        public override JsonData Payload(JsonData payload) => Rewrite(payload, value => value is ObjectData members ? Without(members, Members) : value);
    }

    /// <summary>Parts of texts anywhere in a payload.</summary>
    private sealed record Pattern(string Name, string Reason, Regex Text, string Instead) : ParityRule(Name, Reason)
    {
        public override JsonData Payload(JsonData payload) => Rewrite(payload, value =>
            value is StringData text && Text.Replace(text.Value, Instead) is { } shown && shown != text.Value ? new StringData(shown) : value);
    }

    /// <summary>Events of a type.</summary>
    private sealed record Event(string Name, string Reason, string Type) : ParityRule(Name, Reason)
    {
        public override bool Ignores(HistoryEvent happened) => happened.Type == Type;
    }

    /// <summary>The cause of an error that a service gives, in events and where a Catch hands it on.</summary>
    private sealed record AnyCause(string Name, string Reason) : ParityRule(Name, Reason)
    {
        public override ObjectData Details(ObjectData details) => details.Contains("error") ? Without(details, "cause") : details;

        public override JsonData Payload(JsonData payload) => Rewrite(payload, value => value is ObjectData members && members.Contains("Error") ? Without(members, "Cause") : value);
    }

    private static ObjectData Without(ObjectData members, params ReadOnlySpan<string> names)
    {
        ObjectDataBuilder kept = new(members.Count);
        foreach ((string name, JsonData value) in members)
        {
            if (!names.Contains(name))
            {
                kept.Set(name, value);
            }
        }

        return kept.Count == members.Count ? members : kept.Build();
    }

    /// <summary>Changes values from the inside out; texts that hold JSON, as causes do, are read for it.</summary>
    private static JsonData Rewrite(JsonData value, Func<JsonData, JsonData> change)
    {
        switch (value)
        {
            case ObjectData members:
                ObjectDataBuilder built = new(members.Count);
                bool changed = false;
                foreach ((string name, JsonData member) in members)
                {
                    JsonData rewritten = Rewrite(member, change);
                    changed |= !ReferenceEquals(rewritten, member);
                    built.Set(name, rewritten);
                }

                return change(changed ? built.Build() : members);
            case ArrayData items:
                JsonData[] all = [.. items.Select(item => Rewrite(item, change))];
                return change(all.Where((item, i) => !ReferenceEquals(item, items[i])).Any() ? new ArrayData(all) : items);
            case StringData { Value: ['{', ..] } text when Inner(text.Value) is { } inner:
                JsonData within = Rewrite(inner, change);
                return ReferenceEquals(within, inner) ? change(value) : new StringData(within.ToJson());
            default:
                return change(value);
        }
    }

    private static ObjectData? Inner(string text)
    {
        try
        {
            return JsonData.Parse(text) as ObjectData;
        }
        catch (JsonException)
        {
            return null; // a text that only begins like JSON
        }
    }

    [GeneratedRegex(@",? ?(?:Request ID|Extended Request ID): [A-Za-z0-9+/=_-]+(?:; Proxy: null)?|; Proxy: null")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"arn:aws(?:-cn|-us-gov)?:([a-z0-9-]+):[a-z0-9-]*:\d{12}:")]
    private static partial Regex ArnPlace();

    [GeneratedRegex(@" \((?:Service: [^()]*)\)(?: \(SDK Attempt Count: \d+\))?")]
    private static partial Regex ServiceSuffix();
}
