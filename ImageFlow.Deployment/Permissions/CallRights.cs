using ImageFlow.Deployment.Inventory;

namespace ImageFlow.Deployment.Permissions;

/// <summary>What a call of a service needs (AWS's Service Authorization Reference and the developer guide of Step Functions).</summary>
/// <param name="Actions">The IAM actions.</param>
/// <param name="Kind">What they act on; <see langword="null"/> where AWS knows no resource for them.</param>
/// <param name="Argument">Which argument names it.</param>
/// <param name="Suffix">What follows the resource's ARN: <c>/*</c> for the objects of a bucket.</param>
/// <param name="StarReason">Why the resource is <c>*</c>, where it is.</param>
internal sealed record CallRight(string[] Actions, ResourceKind? Kind, string Argument = "", string Suffix = "", string? StarReason = null);

/// <summary>The calls that are known, by service and action in lower case.</summary>
internal static class CallRights
{
    private const string Objects = "/*";
    private const string NoImageResource = "Amazon Rekognition has no resource for an image";

    private static readonly CallRight Picture = new(["s3:GetObject"], ResourceKind.Bucket, "Image.S3Object.Bucket", Objects);

    /// <summary>Without it a missing object is answered with 403 instead of 404, and the flow would not see that it is missing.</summary>
    private static readonly CallRight MissingIsMissing = new(["s3:ListBucket"], ResourceKind.Bucket, "Bucket");

    private static readonly Dictionary<string, CallRight[]> Table = new(StringComparer.Ordinal)
    {
        ["lambda:invoke"] = [new(["lambda:InvokeFunction"], ResourceKind.Function, "FunctionName")],
        ["dynamodb:getitem"] = [OnTable("GetItem")],
        ["dynamodb:putitem"] = [OnTable("PutItem")],
        ["dynamodb:updateitem"] = [OnTable("UpdateItem")],
        ["dynamodb:deleteitem"] = [OnTable("DeleteItem")],
        ["dynamodb:query"] = [OnTable("Query"), OnTable("Query", "/index/*")],
        ["dynamodb:scan"] = [OnTable("Scan"), OnTable("Scan", "/index/*")],
        ["s3:getobject"] = [OnObjects("GetObject"), MissingIsMissing],
        ["s3:headobject"] = [OnObjects("GetObject"), MissingIsMissing],
        ["s3:putobject"] = [OnObjects("PutObject")],
        ["s3:deleteobject"] = [OnObjects("DeleteObject")],
        ["s3:putobjecttagging"] = [OnObjects("PutObjectTagging"), MissingIsMissing],
        ["s3:getobjecttagging"] = [OnObjects("GetObjectTagging"), MissingIsMissing],
        ["s3:listobjectsv2"] = [new(["s3:ListBucket"], ResourceKind.Bucket, "Bucket")],
        ["s3:copyobject"] =
        [
            new(["s3:GetObject", "s3:GetObjectTagging"], ResourceKind.Bucket, "CopySource", Objects),
            MissingIsMissing with { Argument = "CopySource" },
            OnObjects("PutObject", "PutObjectTagging"),
        ],
        ["sns:publish"] = [new(["sns:Publish"], ResourceKind.Topic, "TopicArn")],
        ["sqs:sendmessage"] = [new(["sqs:SendMessage"], ResourceKind.Queue, "QueueUrl")],
        ["events:putevents"] = [new(["events:PutEvents"], ResourceKind.Bus, "EventBusName")],
        ["eventbridge:putevents"] = [new(["events:PutEvents"], ResourceKind.Bus, "EventBusName")],
        ["sesv2:sendemail"] = [new(["ses:SendEmail"], ResourceKind.Identity, "FromEmailAddress")],
        ["rekognition:detectfaces"] = [OnImage("DetectFaces"), Picture],
        ["rekognition:detectlabels"] = [OnImage("DetectLabels"), Picture],
        ["rekognition:detectmoderationlabels"] = [OnImage("DetectModerationLabels"), Picture],
        ["rekognition:detecttext"] = [OnImage("DetectText"), Picture],
        ["rekognition:searchfacesbyimage"] = [OnCollection("SearchFacesByImage"), Picture],
        ["rekognition:indexfaces"] = [OnCollection("IndexFaces"), Picture],
        ["rekognition:deletefaces"] = [OnCollection("DeleteFaces")],
        ["rekognition:createcollection"] = [OnCollection("CreateCollection")],
        ["rekognition:listfaces"] = [OnCollection("ListFaces")],
        ["personalizeruntime:getrecommendations"] = [new(["personalize:GetRecommendations"], ResourceKind.Campaign, "CampaignArn")],
        ["personalizeruntime:getpersonalizedranking"] = [new(["personalize:GetPersonalizedRanking"], ResourceKind.Campaign, "CampaignArn")],
        ["states:startexecution"] = [new(["states:StartExecution"], ResourceKind.StateMachine, "StateMachineArn")],
        ["sfn:startexecution"] = [new(["states:StartExecution"], ResourceKind.StateMachine, "StateMachineArn")],
        ["sfn:startsyncexecution"] = [new(["states:StartSyncExecution"], ResourceKind.StateMachine, "StateMachineArn")],
    };

    /// <summary>The rights of a call; <see langword="null"/> where the call is not known.</summary>
    public static IReadOnlyList<CallRight>? Find(ServiceCall call) => Table.GetValueOrDefault(call.Key);

    private static CallRight OnTable(string action, string suffix = "") => new(["dynamodb:" + action], ResourceKind.Table, "TableName", suffix);

    private static CallRight OnObjects(params string[] actions) => new([.. actions.Select(action => "s3:" + action)], ResourceKind.Bucket, "Bucket", Objects);

    private static CallRight OnCollection(string action) => new(["rekognition:" + action], ResourceKind.Collection, "CollectionId");

    private static CallRight OnImage(string action) => new(["rekognition:" + action], null, StarReason: NoImageResource);
}
