using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tables;
using Microsoft.Data.Sqlite;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary><c>dynamodb:getItem</c>, <c>putItem</c>, <c>updateItem</c> and <c>deleteItem</c>, optimised or through <c>aws-sdk</c>.</summary>
internal sealed class TableTask(CloudDatabase database, TimeProvider clock)
{
    private static readonly ServiceAnswer Optimised = new("DynamoDB", "AmazonDynamoDBv2", Optimised: true);
    private static readonly ServiceAnswer Sdk = new("DynamoDb", "DynamoDb", Optimised: false);

    private static readonly Dictionary<string, Func<SqliteConnection, ObjectData, ObjectData>> Operations = new()
    {
        ["getItem"] = TableOperations.GetItem,
        ["putItem"] = TableOperations.PutItem,
        ["updateItem"] = TableOperations.UpdateItem,
        ["deleteItem"] = TableOperations.DeleteItem,
    };

    public static IEnumerable<string> Names => Operations.Keys;

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
