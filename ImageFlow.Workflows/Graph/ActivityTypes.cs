namespace ImageFlow.Workflows.Graph;

/// <summary>Elsa's own activities: what each becomes, or what to do instead.</summary>
internal static class ActivityTypes
{
    private static readonly Dictionary<string, ElsaConstruct> ByType = ElsaSupport.Constructs.ToDictionary(construct => construct.Type, StringComparer.Ordinal);

    public static bool IsUnsupported(string type, out string hint)
    {
        bool known = ByType.TryGetValue(type, out ElsaConstruct? construct);
        hint = construct?.Note ?? "";
        return known;
    }
}
