using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Machines;

/// <summary>What a state machine is given beside its definition. The engine keeps and shows it, and logs as it says; it neither traces nor encrypts.</summary>
public sealed record StateMachineSettings
{
    /// <summary>Shown in histories and context objects; the engine itself checks no permissions.</summary>
    public string? RoleArn { get; init; }

    /// <summary>As in the API (<c>level</c>, <c>includeExecutionData</c>, <c>destinations</c>); <see langword="null"/> for <c>OFF</c>.</summary>
    public ObjectData? LoggingConfiguration { get; init; }

    public ObjectData? TracingConfiguration { get; init; }

    public ObjectData? EncryptionConfiguration { get; init; }

    internal bool HasAny => RoleArn is not null || LoggingConfiguration is not null || TracingConfiguration is not null || EncryptionConfiguration is not null;

    /// <summary>What is given in <paramref name="newer"/> in the place of what was.</summary>
    internal StateMachineSettings With(StateMachineSettings newer) => new()
    {
        RoleArn = newer.RoleArn ?? RoleArn,
        LoggingConfiguration = newer.LoggingConfiguration ?? LoggingConfiguration,
        TracingConfiguration = newer.TracingConfiguration ?? TracingConfiguration,
        EncryptionConfiguration = newer.EncryptionConfiguration ?? EncryptionConfiguration,
    };

    internal string ToJson()
    {
        ObjectDataBuilder members = new();
        return members.SetIfPresent("roleArn", RoleArn is null ? null : new StringData(RoleArn))
            .SetIfPresent("logging", LoggingConfiguration)
            .SetIfPresent("tracing", TracingConfiguration)
            .SetIfPresent("encryption", EncryptionConfiguration)
            .Build().ToJson();
    }

    internal static StateMachineSettings Parse(string? json)
    {
        ObjectData members = json is null ? ObjectData.Empty : (ObjectData)JsonData.Parse(json);
        return new StateMachineSettings
        {
            RoleArn = (members["roleArn"] as StringData)?.Value,
            LoggingConfiguration = members["logging"] as ObjectData,
            TracingConfiguration = members["tracing"] as ObjectData,
            EncryptionConfiguration = members["encryption"] as ObjectData,
        };
    }
}
