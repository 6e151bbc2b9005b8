using System.Collections.Frozen;
using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Protocols;

namespace ImageFlow.LocalCloud.Recommendations;

/// <summary>A kind of resource of Personalize.</summary>
/// <param name="Name">As operations are named after it, such as <c>DatasetGroup</c>.</param>
/// <param name="Plural">In the names of lists.</param>
/// <param name="Needed">The members that a request to create one must have.</param>
/// <param name="Refers">Those of them that are ARNs, and of what kind of resource.</param>
/// <param name="Path">What stands in the ARN after the account.</param>
internal sealed record ResourceKind(string Name, string Plural, string[] Needed, (string Member, string Kind)[] Refers, Func<ObjectData, string> Path)
{
    public static FrozenDictionary<string, ResourceKind> All { get; } = new ResourceKind[]
    {
        new("DatasetGroup", "DatasetGroups", ["Name"], [], request => "dataset-group/" + Text(request, "Name")),
        new("Schema", "Schemas", ["Name", "Schema"], [], request => "schema/" + Text(request, "Name")),
        new("Dataset", "Datasets", ["Name", "SchemaArn", "DatasetGroupArn", "DatasetType"], [("SchemaArn", "Schema"), ("DatasetGroupArn", "DatasetGroup")],
            request => $"dataset/{LastPart(Text(request, "DatasetGroupArn"))}/{Text(request, "DatasetType").ToUpperInvariant()}"),
        new("DatasetImportJob", "DatasetImportJobs", ["JobName", "DatasetArn", "DataSource"], [("DatasetArn", "Dataset")], request => "dataset-import-job/" + Text(request, "JobName")),
        new("Solution", "Solutions", ["Name", "DatasetGroupArn"], [("DatasetGroupArn", "DatasetGroup")], request => "solution/" + Text(request, "Name")),
        new("SolutionVersion", "SolutionVersions", ["SolutionArn"], [("SolutionArn", "Solution")], request => $"solution/{LastPart(Text(request, "SolutionArn"))}/{Identifiers.Hash(Identifiers.New(), 8)}"),
        new("Campaign", "Campaigns", ["Name", "SolutionVersionArn"], [("SolutionVersionArn", "SolutionVersion")], request => "campaign/" + Text(request, "Name")),
    }.ToFrozenDictionary(kind => kind.Name);

    /// <summary>The member that holds one's ARN.</summary>
    public string ArnMember => Name + "Arn";

    public static string Text(ObjectData request, string member) => request.TextMember(member) ?? throw Wrong($"The member '{member}' is needed.");

    public static ServiceRefusal Wrong(string message) => new("InvalidInputException", message);

    private static string LastPart(string arn) => arn[(arn.LastIndexOf('/') + 1)..];
}
