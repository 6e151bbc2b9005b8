namespace ImageFlow.LocalCloud.Uploads;

/// <summary>Holds a form against its policy: every condition is met, and every field is allowed by one.</summary>
internal static class PolicyCheck
{
    private static readonly string[] Free = ["x-amz-signature", "policy", "file"];

    /// <exception cref="S3ErrorException"><c>AccessDenied</c>.</exception>
    public static void Check(PostPolicy policy, PostForm form, ILookup<string, string> fields)
    {
        string? Value(string name) => name == "bucket" ? form.Bucket : fields[name].FirstOrDefault();

        foreach (PolicyCondition condition in policy.Conditions)
        {
            if (!IsMet(condition, condition.Field is null ? null : Value(condition.Field)))
            {
                throw S3ErrorException.AccessDenied($"Invalid according to Policy: Policy Condition failed: {Describe(condition)}");
            }
        }

        HashSet<string?> covered = [.. policy.Conditions.Select(condition => condition.Field)];
        string[] extra =
        [
            .. form.Fields.Select(field => field.Key.ToLowerInvariant())
                .Where(name => !covered.Contains(name) && !Free.Contains(name) && !name.StartsWith("x-ignore-", StringComparison.Ordinal)),
        ];
        if (extra.Length > 0)
        {
            throw S3ErrorException.AccessDenied("Invalid according to Policy: Extra input fields: " + string.Join(", ", extra));
        }
    }

    private static bool IsMet(PolicyCondition condition, string? value) => condition.Field is not null && condition.Operator switch
    {
        "eq" => value == condition.Value,
        _ => (value ?? "").StartsWith(condition.Value, StringComparison.Ordinal),
    };

    /// <summary>The condition with a blank after each comma, as S3 shows it.</summary>
    private static string Describe(PolicyCondition condition) =>
        $"[{string.Join(", ", ((IEnumerable<Asl.Values.JsonData>)condition.Source).Select(item => item.ToJson()))}]";
}
