using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tables;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>dynamodb:getItem</c>, <c>putItem</c>, <c>updateItem</c> and <c>deleteItem</c>, optimised or through <c>aws-sdk</c>; <c>query</c> and <c>scan</c> through <c>aws-sdk</c> alone.</summary>
internal sealed class TableTask(CloudDatabase database, TimeProvider clock)
{
    private static readonly ServiceAnswer Optimised = new("DynamoDB", "AmazonDynamoDBv2", Optimised: true);
    private static readonly ServiceAnswer Sdk = new("DynamoDb", "DynamoDb", Optimised: false);

    public static IReadOnlyDictionary<string, Func<SqliteConnection, ObjectData, ObjectData>> Operations { get; } = new Dictionary<string, Func<SqliteConnection, ObjectData, ObjectData>>
    {
        ["getItem"] = TableOperations.GetItem,
        ["putItem"] = TableOperations.PutItem,
        ["updateItem"] = TableOperations.UpdateItem,
        ["deleteItem"] = TableOperations.DeleteItem,
        ["query"] = TableReads.Query,
        ["scan"] = TableReads.Scan,
    };

    /// <summary>Whether Step Functions has the operation as an optimised integration too.</summary>
    public static bool IsOptimised(string operation) => operation is not ("query" or "scan");

    public ValueTask<TaskResult> InvokeAsync(TaskInvocation task, string operation, bool optimised)
    {
        ServiceAnswer answer = optimised ? Optimised : Sdk;
        try
        {
            ObjectData request = Parameters.Of(task.Input);
            string result = database.WriteOnce(task.TaskId, clock.GetUtcNow(), db => Operations[operation](db, request).ToJson());
            return new(answer.Success(task, (ObjectData)JsonData.Parse(result)));
        }
        catch (ParameterException refusal)
        {
            return new(ServiceAnswer.Refused(task, refusal));
        }
        catch (TableException refusal)
        {
            return new(answer.Failure(task, ErrorName(refusal.Code, optimised), refusal.Code, refusal.Message));
        }
    }

    /// <summary>The SDKs have no class for a ValidationException and throw the service's general one.</summary>
    private static string ErrorName(string code, bool optimised) => code switch
    {
        "ValidationException" => optimised ? "AmazonDynamoDBException" : "DynamoDbException",
        _ => code,
    };
}
