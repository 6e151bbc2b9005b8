using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Templates;

namespace ImageFlow.Deployment.Permissions;

/// <summary>
/// What calls of Personalize need. Its resources are made in the run and named there: where an expression puts a name together, the part of it that is known
/// limits the permission, and at least the kind of resource does (Service Authorization Reference, "Amazon Personalize").
/// </summary>
internal static partial class PersonalizeRights
{
    /// <summary>The kind of resource in its ARN, and which argument names it, by action in lower case.</summary>
    private static readonly Dictionary<string, (string Action, string Kind, string Argument)> Table = new(StringComparer.Ordinal)
    {
        ["createdatasetgroup"] = ("CreateDatasetGroup", "dataset-group", "Name"),
        ["describedatasetgroup"] = ("DescribeDatasetGroup", "dataset-group", "DatasetGroupArn"),
        ["createschema"] = ("CreateSchema", "schema", "Name"),
        ["describeschema"] = ("DescribeSchema", "schema", "SchemaArn"),

        // A dataset's ARN has the group's name and the type in it, and not its own.
        ["createdataset"] = ("CreateDataset", "dataset", ""),
        ["describedataset"] = ("DescribeDataset", "dataset", "DatasetArn"),
        ["createdatasetimportjob"] = ("CreateDatasetImportJob", "dataset-import-job", "JobName"),
        ["describedatasetimportjob"] = ("DescribeDatasetImportJob", "dataset-import-job", "DatasetImportJobArn"),
        ["createsolution"] = ("CreateSolution", "solution", "Name"),
        ["describesolution"] = ("DescribeSolution", "solution", "SolutionArn"),
        ["createsolutionversion"] = ("CreateSolutionVersion", "solution", "SolutionArn"),

        // The ARN of a version is that of its solution with an id behind it.
        ["describesolutionversion"] = ("DescribeSolutionVersion", "solution", "SolutionVersionArn"),
        ["createcampaign"] = ("CreateCampaign", "campaign", "Name"),
        ["describecampaign"] = ("DescribeCampaign", "campaign", "CampaignArn"),
        ["updatecampaign"] = ("UpdateCampaign", "campaign", "CampaignArn"),
    };

    /// <summary>The rights of a call; <see langword="null"/> where the action is not known.</summary>
    public static IReadOnlyList<Grant>? Of(ServiceCall call, ResourceNames names)
    {
        if (!Table.TryGetValue(call.Action.ToLowerInvariant(), out (string Action, string Kind, string Argument) right))
        {
            return null;
        }

        string text = call.Arguments[right.Argument] is StringData value ? value.Value : "";
        Grant grant = new("personalize:" + right.Action, TemplateScope.Arn("personalize", $"{right.Kind}/{Known(text, right.Kind)}"), call.State);
        return right.Action != "CreateDatasetImportJob"
            ? [grant]
            : [grant, new Grant("iam:PassRole", names.Use(ResourceKind.Role, ResourceNames.PersonalizeRole).Arn, call.State, Condition: """{"StringEquals": {"iam:PassedToService": "personalize.amazonaws.com"}}""")];
    }

    /// <summary>The name; of an expression the part that it begins with in quotes, and <c>*</c> for the rest.</summary>
    private static string Known(string text, string kind)
    {
        if (text.Length > 0 && !text.StartsWith("{%", StringComparison.Ordinal))
        {
            return Argument.LastPart(text);
        }

        // … & 'dataset/group/' & $type %}: what stands last in quotes, and whether something follows it.
        Match last = LastQuoted().Match(text);
        if (!last.Success)
        {
            return Grant.Anything;
        }

        string quoted = last.Groups["text"].Value;
        int at = quoted.IndexOf(kind + "/", StringComparison.Ordinal);
        string name = at < 0 ? quoted : quoted[(at + kind.Length + 1)..];
        bool begins = at >= 0 || last.Groups["before"].Value.Trim() == "{%";
        return !begins || !NamePart().IsMatch(name) ? Grant.Anything : last.Groups["rest"].Value.Trim().Length == 0 ? name : name + Grant.Anything;
    }

    [GeneratedRegex(@"^(?<before>[^']*('[^']*'[^']*)*?)'(?<text>[^']*)'(?<rest>[^']*)%\}\s*$")]
    private static partial Regex LastQuoted();

    [GeneratedRegex("^[A-Za-z0-9/_-]*$")]
    private static partial Regex NamePart();
}
