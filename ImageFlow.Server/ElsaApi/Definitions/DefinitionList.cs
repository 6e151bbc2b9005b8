using System.Globalization;
using System.Text.Json.Nodes;
using ImageFlow.Server.Flows;

namespace ImageFlow.Server.ElsaApi.Definitions;

/// <summary>The list of definitions: filtered, sorted and paged as Studio asks for it.</summary>
internal static class DefinitionList
{
    public static JsonObject Page(FlowStore flows, IQueryCollection query)
    {
        var search = query["searchTerm"].ToString();
        var definitionIds = query["definitionIds"].ToHashSet();
        var ids = query["ids"].ToHashSet();
        var found = flows.List(VersionChoice.Parse(query["versionOptions"]))
            .Where(v => search.Length == 0 || v.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || v.DefinitionId.Contains(search, StringComparison.OrdinalIgnoreCase)
                || v.Description?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
            .Where(v => definitionIds.Count == 0 || definitionIds.Contains(v.DefinitionId))
            .Where(v => ids.Count == 0 || ids.Contains(v.VersionId));
        var sorted = Sort(found, query["orderBy"].ToString(), query["orderDirection"].ToString()).ToList();
        var pageSize = Number(query["pageSize"], 0);
        var page = pageSize > 0 ? sorted.Skip(Number(query["page"], 0) * pageSize).Take(pageSize) : sorted;
        return new JsonObject { ["items"] = new JsonArray([.. page.Select(DefinitionBody.Summary)]), ["totalCount"] = sorted.Count, ["links"] = new JsonArray() };
    }

    private static IEnumerable<FlowVersion> Sort(IEnumerable<FlowVersion> versions, string by, string direction)
    {
        Func<FlowVersion, object> key = by.ToLowerInvariant() switch
        {
            "created" or "createdat" => v => v.CreatedAt,
            "version" => v => v.Version,
            _ => v => v.Name.ToUpperInvariant(),
        };
        return direction.StartsWith("desc", StringComparison.OrdinalIgnoreCase) ? versions.OrderByDescending(key) : versions.OrderBy(key);
    }

    private static int Number(string? text, int otherwise) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : otherwise;
}
