using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tables;

namespace ImageFlow.Tests.LocalCloud;

public sealed class TableTaskTests : IDisposable
{
    private const string Put = "arn:aws:states:::dynamodb:putItem";
    private const string Get = "arn:aws:states:::dynamodb:getItem";
    private const string Update = "arn:aws:states:::dynamodb:updateItem";
    private const string Delete = "arn:aws:states:::dynamodb:deleteItem";

    private readonly RouterFixture cloud = new();

    [Fact]
    public async Task PutItem_ThenGetItem_GivesTheItemInNormalForm()
    {
        ObjectData put = await cloud.SucceedAsync(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"width":{"N":"1800.0"},"tags":{"SS":["b","a"]}}}""");
        ObjectData get = await cloud.SucceedAsync(Get, """{"TableName":"images","Key":{"id":{"S":"a"}}}""");

        Assert.Equal(200, ((NumberData)((ObjectData)put["SdkHttpMetadata"]!)["HttpStatusCode"]!).Value);
        Assert.Equal("""{"id":{"S":"a"},"width":{"N":"1800"},"tags":{"SS":["a","b"]}}""", get["Item"]!.ToJson());
        Assert.Equal("""{"id":"a","width":1800,"tags":["a","b"]}""", PlainItem.From((ObjectData)get["Item"]!).ToJson());
    }

    [Fact]
    public async Task GetItem_ThatIsNotThere_HasNoItem() =>
        Assert.False((await cloud.SucceedAsync(Get, """{"TableName":"images","Key":{"id":{"S":"none"}}}""")).Contains("Item"));

    [Fact]
    public async Task GetItem_WithAProjection_GivesOnlyThosePaths()
    {
        await cloud.SucceedAsync(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"m":{"M":{"x":{"S":"1"},"y":{"S":"2"}}},"l":{"L":[{"S":"p"},{"S":"q"}]}}}""");

        ObjectData get = await cloud.SucceedAsync(Get, """{"TableName":"images","Key":{"id":{"S":"a"}},"ProjectionExpression":"m.y, l[1], absent"}""");

        Assert.Equal("""{"m":{"M":{"y":{"S":"2"}}},"l":{"L":[{"S":"q"}]}}""", get["Item"]!.ToJson());
    }

    [Fact]
    public async Task PutItem_WhoseConditionFails_FailsWithTheServicesNameAndChangesNothing()
    {
        await cloud.SucceedAsync(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"n":{"N":"1"}}}""");

        TaskResult.Failure failure = await cloud.FailAsync(
            Put, """{"TableName":"images","Item":{"id":{"S":"a"},"n":{"N":"2"}},"ConditionExpression":"attribute_not_exists(id)"}""");

        Assert.Equal("DynamoDB.ConditionalCheckFailedException", failure.Error);
        Assert.Matches(
            @"^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: \w+; Proxy: null\)$",
            failure.Cause);
        Assert.Equal("""{"id":{"S":"a"},"n":{"N":"1"}}""", Assert.Single(cloud.Tables.Items("images")).ToJson());
    }

    [Fact]
    public async Task PutItem_ThroughTheSdkIntegration_NamesErrorsAsThatDoes()
    {
        TaskResult.Failure failure = await cloud.FailAsync(
            "arn:aws:states:::aws-sdk:dynamodb:putItem", """{"TableName":"images","Item":{"id":{"S":"a"}},"ConditionExpression":"attribute_exists(id)"}""");

        Assert.Equal("DynamoDb.ConditionalCheckFailedException", failure.Error);
        Assert.Matches(@"^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: \w+\) \(SDK Attempt Count: 1\)$", failure.Cause);
    }

    [Fact]
    public async Task UpdateItem_SentAgainWithTheSameTaskId_CountsOnce()
    {
        const string request = """{"TableName":"images","Key":{"id":{"S":"a"}},"UpdateExpression":"ADD hits :one","ExpressionAttributeValues":{":one":{"N":"1"}},"ReturnValues":"UPDATED_NEW"}""";

        ObjectData first = await cloud.SucceedAsync(Update, request, taskId: "same");
        ObjectData again = await cloud.SucceedAsync(Update, request, taskId: "same");

        Assert.Equal("""{"hits":{"N":"1"}}""", first["Attributes"]!.ToJson());
        Assert.Equal(first, again);
        Assert.Equal("""{"id":{"S":"a"},"hits":{"N":"1"}}""", Assert.Single(cloud.Tables.Items("images")).ToJson());
    }

    [Theory]
    [InlineData("ALL_OLD", """{"id":{"S":"a"},"x":{"S":"old"},"y":{"S":"stays"}}""")]
    [InlineData("ALL_NEW", """{"id":{"S":"a"},"x":{"S":"new"},"y":{"S":"stays"}}""")]
    [InlineData("UPDATED_OLD", """{"x":{"S":"old"}}""")]
    [InlineData("UPDATED_NEW", """{"x":{"S":"new"}}""")]
    [InlineData("NONE", null)]
    public async Task UpdateItem_WithReturnValues_GivesThoseAttributes(string returnValues, string? expected)
    {
        await cloud.SucceedAsync(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"x":{"S":"old"},"y":{"S":"stays"}}}""");

        ObjectData answer = await cloud.SucceedAsync(
            Update,
            $$$"""{"TableName":"images","Key":{"id":{"S":"a"}},"UpdateExpression":"SET x = :x","ExpressionAttributeValues":{":x":{"S":"new"}},"ReturnValues":"{{{returnValues}}}"}""");

        Assert.Equal(expected, answer["Attributes"]?.ToJson());
    }

    [Fact]
    public async Task DeleteItem_ThatIsNotThere_Succeeds()
    {
        await cloud.SucceedAsync(Delete, """{"TableName":"images","Key":{"id":{"S":"a"}}}""");

        Assert.Empty(cloud.Tables.Items("images"));
    }

    [Fact]
    public async Task DeleteItem_WithAllOld_GivesTheItemAndRemovesIt()
    {
        await cloud.SucceedAsync(Put, """{"TableName":"images","Item":{"id":{"S":"a"}}}""");

        ObjectData answer = await cloud.SucceedAsync(Delete, """{"TableName":"images","Key":{"id":{"S":"a"}},"ReturnValues":"ALL_OLD"}""");

        Assert.Equal("""{"id":{"S":"a"}}""", answer["Attributes"]!.ToJson());
        Assert.Empty(cloud.Tables.Items("images"));
    }

    [Theory]
    [InlineData(Put, """{"TableName":"none","Item":{"id":{"S":"a"}}}""", "DynamoDB.ResourceNotFoundException", "Requested resource not found")]
    [InlineData(Put, """{"TableName":"images","Item":{"x":{"S":"a"}}}""", "DynamoDB.AmazonDynamoDBException", "One or more parameter values were invalid: Missing the key id in the item")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"N":"1"}}}""", "DynamoDB.AmazonDynamoDBException", "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"S":""}}}""", "DynamoDB.AmazonDynamoDBException", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"t":{"SS":["x","x"]}}}""", "DynamoDB.AmazonDynamoDBException", "One or more parameter values were invalid: Input collection [x, x] contains duplicates.")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"S":"a"}},"ReturnValues":"ALL_NEW"}""", "DynamoDB.AmazonDynamoDBException", "ReturnValues can only be ALL_OLD or NONE")]
    [InlineData(Get, """{"TableName":"images","Key":{"id":{"S":"a"},"x":{"S":"a"}}}""", "DynamoDB.AmazonDynamoDBException", "The provided key element does not match the schema")]
    [InlineData(Update, """{"TableName":"images","Key":{"id":{"S":"a"}},"UpdateExpression":"SET id = :x","ExpressionAttributeValues":{":x":{"S":"b"}}}""", "DynamoDB.AmazonDynamoDBException", "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"S":"a"},"n":{"N":5}}}""", "States.Runtime", "[The value for the field 'N' must be a STRING]")]
    [InlineData(Put, """{"TableName":"images","Item":{"id":{"S":"a"}},"Colour":"red"}""", "States.Runtime", "[The field \"Colour\" is not supported by Step Functions]")]
    [InlineData(Put, """{"TableName":"images"}""", "States.Runtime", "[The field 'Item' is required but was missing]")]
    public async Task Invoke_WithABadRequest_FailsAsOnAws(string resource, string input, string error, string cause)
    {
        TaskResult.Failure failure = await cloud.FailAsync(resource, input);

        Assert.Equal(error, failure.Error);
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
    }

    public void Dispose() => cloud.Dispose();
}
