using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Engine;
using ImageFlow.Server.ElsaApi.Definitions;
using ImageFlow.Server.Executions;

namespace ImageFlow.Server.ElsaApi.Instances;

/// <summary>The list of instances, filtered, sorted and paged as Studio asks for it.</summary>
internal static class InstanceList
{
    /// <summary>The newest so many executions are looked through.</summary>
    private const int MostExecutions = 1000;

    public static IResult Page(ExecutionHistory history, JsonObject filter)
    {
        var definitionIds = Names(filter, "definitionIds", "definitionId");
        var statuses = Names(filter, "statuses", "status");
        var subStatuses = Names(filter, "subStatuses", "subStatus");
        var search = (string?)filter["searchTerm"] ?? "";
        var hasIncidents = (bool?)filter["hasIncidents"];
        var version = (int?)filter["version"];
        var times = (filter["timestampFilters"] as JsonArray ?? []).OfType<JsonObject>().Select(TimeFilter).ToList();
        var found = history.List(definitionIds.Count == 1 ? definitionIds.Single() : null, null, MostExecutions)
            .Where(e => statuses.Count == 0 || statuses.Contains(InstanceBody.Status(e)))
            .Where(e => subStatuses.Count == 0 || subStatuses.Contains(InstanceBody.SubStatus(e)))
            .Where(e => search.Length == 0 || e.ExecutionArn.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Where(e => definitionIds.Count < 2 || definitionIds.Contains(history.RunOf(e.ExecutionArn)?.DefinitionId ?? ""))
            .Where(e => hasIncidents is null || hasIncidents == (e.Error is not null))
            .Where(e => version is null || history.RunOf(e.ExecutionArn)?.Version == version)
            .Where(e => times.All(time => time(e)));
        var sorted = Sort(found, (string?)filter["orderBy"], (string?)filter["orderDirection"]).ToList();
        var pageSize = (int?)filter["pageSize"] is > 0 and var size ? size : 50;
        var page = sorted.Skip(Math.Max(0, (int?)filter["page"] ?? 0) * pageSize).Take(pageSize);
        return DefinitionRoutes.Json(new JsonObject
        {
            ["items"] = new JsonArray([.. page.Select(e => InstanceBody.Summary(e, history.RunOf(e.ExecutionArn)))]),
            ["totalCount"] = sorted.Count,
        });
    }

    private static IEnumerable<ExecutionDescription> Sort(IEnumerable<ExecutionDescription> found, string? by, string? direction)
    {
        Func<ExecutionDescription, IComparable> key = by switch
        {
            "Name" => e => e.Name,
            "Finished" => e => e.StopDate ?? DateTimeOffset.MaxValue,
            "LastExecuted" => e => e.StopDate ?? e.StartDate,
            _ => e => e.StartDate,
        };
        return direction == "Ascending" ? found.OrderBy(key) : found.OrderByDescending(key);
    }

    private static Func<ExecutionDescription, bool> TimeFilter(JsonObject filter)
    {
        if (!DateTimeOffset.TryParse((string?)filter["timestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var bound))
            return _ => true;
        Func<ExecutionDescription, DateTimeOffset?> column = (string?)filter["column"] switch
        {
            "FinishedAt" => e => e.StopDate,
            "UpdatedAt" => e => e.StopDate ?? e.StartDate,
            _ => e => e.StartDate,
        };
        return (string?)filter["operator"] switch
        {
            "GreaterThan" => e => column(e) > bound,
            "GreaterThanOrEqual" => e => column(e) >= bound,
            "LessThan" => e => column(e) < bound,
            "LessThanOrEqual" => e => column(e) <= bound,
            "IsNot" => e => column(e) != bound,
            _ => e => column(e) == bound,
        };
    }

    private static HashSet<string> Names(JsonObject filter, string list, string one) =>
        (filter[list] as JsonArray ?? []).Select(name => (string?)name).Append((string?)filter[one]).OfType<string>().Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
