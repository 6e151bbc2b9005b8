using System.Text.Json.Nodes;
using ImageFlow.Deployment.Inventory;
using ImageFlow.Deployment.Permissions;

namespace ImageFlow.Deployment.Templates;

/// <summary>
/// What a flow that keeps campaigns of Personalize needs beside it: a role with which Personalize reads the exported files. Dataset group, solutions and campaigns
/// have types in CloudFormation only in part, so the flow makes them and <c>destroy</c> removes them.
/// </summary>
internal static class PersonalizePart
{
    public const string GroupOutput = "DatasetGroup";

    private const string Service = "personalize.amazonaws.com";

    public static void Name(TemplateScope scope)
    {
        if (scope.Request.DatasetGroup is not null)
        {
            scope.Names.Use(ResourceKind.Role, ResourceNames.PersonalizeRole);
            scope.Names.Use(ResourceKind.Bucket, ResourceNames.Processed);
        }
    }

    public static void Add(TemplateScope scope)
    {
        if (scope.Request.DatasetGroup is not { } group)
        {
            return;
        }

        NamedResource role = scope.Names.Find(ResourceKind.Role, ResourceNames.PersonalizeRole)!;
        NamedResource files = scope.Names.Find(ResourceKind.Bucket, ResourceNames.Processed)!;
        scope.Role(
            role.LogicalId,
            PolicyDocument.Trust(Service, [TemplateScope.Arn("personalize", "*")]),
            [new Grant("s3:GetObject", files.Arn + "/*", "Importing"), new Grant("s3:ListBucket", files.Arn, "Importing")]);
        scope.Template.Resources[role.LogicalId]!["Properties"]!["RoleName"] = scope.Name(role);
        scope.Template.Output(GroupOutput, "The dataset group of Personalize that the flow keeps; destroy removes it with its solutions and campaigns.", JsonValue.Create(group));
    }

    /// <summary>Lets Personalize read a bucket, which its role alone does not.</summary>
    public static IReadOnlyList<JsonNode?> BucketStatements(NamedResource bucket) =>
    [
        PolicyDocument.AllowService("PersonalizeReads", Service, "s3:GetObject", bucket.Arn + "/*", TemplateScope.Arn("personalize", "*")),
        PolicyDocument.AllowService("PersonalizeLists", Service, "s3:ListBucket", bucket.Arn, TemplateScope.Arn("personalize", "*")),
    ];
}
