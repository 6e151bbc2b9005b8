using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageFlow.Activities;

namespace ImageFlow.Tests.Server;

/// <summary>
/// The contracts that others rely on: which activities there are with their form on AWS and the errors that a flow may count on, and which REST operations. The tables stand here as
/// the project's own expectation; where the design document is at hand, they are held against it too.
/// </summary>
public sealed class ContractTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string ImageErrors = "InvalidImageFormatError ImageTooLargeError CorruptImageError ObjectNotFoundError";

    /// <summary>Name, form on AWS, errors. <c>Lambda</c> is a function <c>imageflow-&lt;Name&gt;</c>; all else is the integration's resource.</summary>
    private static readonly (string Name, string Aws, string Errors)[] Activities =
    [
        ("ValidateImage", "Lambda", ImageErrors),
        ("ReadMetadata", "Lambda", ImageErrors),
        ("ResizeImage", "Lambda", ImageErrors),
        ("ComposeImage", "Lambda", ImageErrors),
        ("DetectFaces", "aws-sdk:rekognition:detectFaces", "PhotoDoesNotMeetRequirementError"),
        ("SearchFaces", "aws-sdk:rekognition:searchFacesByImage", "FaceAlreadyExistsError"),
        ("IndexFace", "aws-sdk:rekognition:indexFaces", ""),
        ("DeleteFace", "aws-sdk:rekognition:deleteFaces", ""),
        ("DetectLabels", "aws-sdk:rekognition:detectLabels", ""),
        ("DetectModerationLabels", "aws-sdk:rekognition:detectModerationLabels", ""),
        ("FindSimilarImages", "Lambda", ""),
        ("SaveRecord", "dynamodb:putItem", "DynamoDB.ConditionalCheckFailedException"),
        ("GetRecord", "dynamodb:getItem", ""),
        ("QueryRecords", "aws-sdk:dynamodb:query", ""),
        ("DeleteRecord", "dynamodb:deleteItem", "DynamoDB.ConditionalCheckFailedException"),
        ("CopyObject", "aws-sdk:s3:copyObject", "ObjectNotFoundError"),
        ("DeleteObject", "aws-sdk:s3:deleteObject", ""),
        ("TagObject", "aws-sdk:s3:putObjectTagging", "ObjectNotFoundError"),
        ("Notify", "sns:publish", ""),
        ("SendMessage", "sqs:sendMessage", ""),
        ("SendEmail", "aws-sdk:sesv2:sendEmail", ""),
        ("PublishEvent", "events:putEvents", ""),
        ("GetRecommendations", "aws-sdk:personalizeruntime:getRecommendations", ""),
        ("RankItems", "aws-sdk:personalizeruntime:getPersonalizedRanking", ""),
        ("WaitForApproval", "sqs:sendMessage.waitForTaskToken", "RejectedError"),
        ("EvaluateJavaScript", "Lambda", "ExpressionError"),
    ];

    /// <summary>Method and path of what clients and scripts call.</summary>
    private static readonly string[] Operations =
    [
        "get /api/activities",
        "get /api/workflows", "post /api/workflows", "get /api/workflows/{id}", "put /api/workflows/{id}", "delete /api/workflows/{id}", "get /api/workflows/{id}/versions",
        "post /api/workflows/{id}/publish", "post /api/workflows/{id}/retract", "post /api/workflows/{id}/validate", "post /api/workflows/{id}/export", "post /api/workflows/{id}/simulate",
        "get /api/executions", "get /api/executions/{id}", "get /api/executions/{id}/history", "get /api/executions/{id}/events", "post /api/executions/{id}/stop", "post /api/executions/{id}/redrive",
        "post /api/uploads", "get /api/images", "post /api/images", "get /api/images/{id}", "put /api/images/{id}", "delete /api/images/{id}", "get /api/approvals", "post /api/approvals/{id}",
    ];

    [Fact]
    public void Manifest_Activities_AreTheContractsWithTheirFormsAndErrors()
    {
        Assert.Equal(Activities.Select(activity => activity.Name).Order(), ActivityCatalog.All.Select(activity => activity.Name).Order());
        foreach ((string name, string aws, string errors) in Activities)
        {
            ActivityDescription activity = ActivityCatalog.Find(name)!;
            string form = activity.Aws switch
            {
                LambdaBinding lambda => lambda.FunctionName == "imageflow-" + name ? "Lambda" : lambda.FunctionName,
                IntegrationBinding integration => integration.Resource["arn:aws:states:::".Length..],
                _ => "",
            };
            Assert.Equal((name, aws), (name, form));
            Assert.Empty(errors.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(activity.Errors.Select(error => error.Name)).Select(error => $"{name}: {error}"));
        }
    }

    [Fact]
    public async Task OpenApi_Operations_HoldTheContractsAndTellOfTheirErrors()
    {
        JsonObject document = await server.GetAsync("/openapi/v1.json");
        List<string> there = [.. from path in document["paths"]!.AsObject() from method in path.Value!.AsObject() select $"{method.Key} {path.Key}"];

        Assert.Empty(Operations.Except(there));
        foreach (string operation in Operations.Where(operation => operation.Contains("{id}", StringComparison.Ordinal)))
        {
            string[] parts = operation.Split(' ');
            Assert.True(document["paths"]![parts[1]]![parts[0]]!["responses"]!["404"] is not null, $"{operation} does not tell of 404.");
        }
    }

    [Fact]
    public void Contracts_WhereTheDesignIsAtHand_AreThose()
    {
        string design = Path.Combine(SharedData.Require("docs"), "design.md");
        Assert.SkipUnless(File.Exists(design), "The design document is not beside the repository.");
        string[] rows = [.. File.ReadAllText(design).Split("\n## 5.")[1].Split("\n## 6.")[0].Split('\n').Where(line => line.StartsWith("| `ImageFlow.", StringComparison.Ordinal))];

        string[] names = [.. rows.SelectMany(row => Regex.Matches(row.Split('|')[1], "`(?:ImageFlow\\.)?(\\w+)`").Select(match => match.Groups[1].Value))];
        Assert.Equal(names.Order(), Activities.Select(activity => activity.Name).Order());
        foreach (string row in rows)
        {
            string[] cells = row.Split('|');
            string[] own = [.. Regex.Matches(cells[1], "`(?:ImageFlow\\.)?(\\w+)`").Select(match => match.Groups[1].Value)];
            (string Name, string Aws, string Errors)[] expected = [.. Activities.Where(activity => own.Contains(activity.Name))];
            Assert.All(expected, activity => Assert.Equal((activity.Name, cells[4].Contains("Lambda", StringComparison.Ordinal)), (activity.Name, activity.Aws == "Lambda")));

            // A row of several activities names errors that one of them has; "same" is the row before.
            string[] errors = [.. Regex.Matches(cells[3].Split('(')[0], "`(\\w+(?:\\.\\w+)?)`").Select(match => match.Groups[1].Value).Where(error => !error.StartsWith("States.", StringComparison.Ordinal))];
            Assert.Empty(errors.Except(expected.SelectMany(activity => activity.Errors.Split(' '))).Select(error => $"{own[0]}: {error}"));
        }
    }
}
