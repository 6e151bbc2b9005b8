using ImageFlow.Asl.Values;
using ImageFlow.Engine;
using ImageFlow.LocalCloud.Tables;

namespace ImageFlow.Tests.LocalCloud;

/// <summary>Query and Scan, as tasks; the operations on tables over the protocol.</summary>
public sealed class TableReadTests : IDisposable
{
    private const string Query = "arn:aws:states:::aws-sdk:dynamodb:query";
    private const string Scan = "arn:aws:states:::aws-sdk:dynamodb:scan";

    private readonly RouterFixture cloud = new();

    public TableReadTests()
    {
        cloud.Tables.Create(new TableDefinition("rows", new KeyAttribute("class"), new KeyAttribute("number", "N")));
        for (int i = 1; i <= 12; i++)
        {
            cloud.Tables.PutItem((ObjectData)JsonData.Parse($$$$"""{"TableName":"rows","Item":{"class":{"S":"{{{{(i % 2 == 0 ? "even" : "odd")}}}}"},"number":{"N":"{{{{i}}}}"},"name":{"S":"n{{{{i}}}}"}}}"""));
        }
    }

    [Theory]
    [InlineData("#c = :c", "2,4,6,8,10,12")]
    [InlineData("#c = :c AND #n >= :n", "6,8,10,12")]
    [InlineData("#n < :n AND #c = :c", "2,4")]
    [InlineData("#c = :c AND #n BETWEEN :n AND :m", "6,8,10")]
    public async Task Query_KeyCondition_GivesThePartitionInTheOrderOfNumbers(string condition, string expected)
    {
        string values = (condition.Contains(":n", StringComparison.Ordinal) ? ", \":n\":{\"N\":\"5\"}" : "") + (condition.Contains(":m", StringComparison.Ordinal) ? ", \":m\":{\"N\":\"10\"}" : "");
        string names = condition.Contains("#n", StringComparison.Ordinal) ? """{"#c":"class","#n":"number"}""" : """{"#c":"class"}""";

        ObjectData answer = await cloud.SucceedAsync(Query, $$$"""{"TableName":"rows","KeyConditionExpression":"{{{condition}}}","ExpressionAttributeNames":{{{names}}},"ExpressionAttributeValues":{":c":{"S":"even"}{{{values}}}}}""");

        Assert.Equal(expected, Numbers(answer));
        Assert.False(answer.Contains("LastEvaluatedKey"));
    }

    [Fact]
    public async Task Query_InPagesBackwards_GivesEachOnceAndTheFilterCountsAfterwards()
    {
        List<string> pages = [];
        JsonData? after = null;
        do
        {
            string start = after is null ? "" : $",\"ExclusiveStartKey\":{after.ToJson()}";
            ObjectData page = await cloud.SucceedAsync(Query, $$$"""
                {"TableName":"rows","KeyConditionExpression":"#c = :c","FilterExpression":"#n <> :six","ProjectionExpression":"#n","ScanIndexForward":false,"Limit":2,
                 "ExpressionAttributeNames":{"#c":"class","#n":"number"},"ExpressionAttributeValues":{":c":{"S":"even"},":six":{"N":"6"}}{{{start}}}}
                """);
            pages.Add($"{Numbers(page)}/{page["Count"]!.ToJson()}/{page["ScannedCount"]!.ToJson()}");
            after = page["LastEvaluatedKey"];
        }
        while (after is not null);

        Assert.Equal(["12,10/2/2", "8/1/2", "4,2/2/2"], pages);
    }

    [Fact]
    public async Task Scan_InSegments_GivesEveryItemOnce()
    {
        List<string> all = [];
        foreach (int segment in new[] { 0, 1, 2 })
        {
            ObjectData part = await cloud.SucceedAsync(Scan, $$"""{"TableName":"rows","TotalSegments":3,"Segment":{{segment}}}""");
            all.AddRange(Numbers(part).Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(Enumerable.Range(1, 12), all.Select(int.Parse).Order());
        Assert.Equal("12", (await cloud.SucceedAsync(Scan, """{"TableName":"rows","Select":"COUNT"}"""))["Count"]!.ToJson());
    }

    [Fact]
    public async Task Scan_WhoseStartKeyWasDeleted_GoesOnAfterItsPlace()
    {
        cloud.Tables.DeleteItem((ObjectData)JsonData.Parse("""{"TableName":"rows","Key":{"class":{"S":"odd"},"number":{"N":"7"}}}"""));

        ObjectData page = await cloud.SucceedAsync(Scan, """{"TableName":"rows","ExclusiveStartKey":{"class":{"S":"odd"},"number":{"N":"7"}}}""");

        Assert.Equal("9,11", Numbers(page));
    }

    [Theory]
    [InlineData("""{"TableName":"rows"}""", "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")]
    [InlineData("""{"TableName":"rows","KeyConditionExpression":"#n = :n","ExpressionAttributeNames":{"#n":"number"},"ExpressionAttributeValues":{":n":{"N":"1"}}}""", "Query condition missed key schema element: class")]
    [InlineData("""{"TableName":"rows","KeyConditionExpression":"#c = :c","ExpressionAttributeNames":{"#c":"class"},"ExpressionAttributeValues":{":c":{"N":"1"}}}""", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("""{"TableName":"rows","KeyConditionExpression":"#c = :c OR #c = :c","ExpressionAttributeNames":{"#c":"class"},"ExpressionAttributeValues":{":c":{"S":"x"}}}""", "Query condition missed key schema element: class")]
    [InlineData("""{"TableName":"rows","IndexName":"i","KeyConditionExpression":"x"}""", "The table does not have the specified index: i")]
    [InlineData("""{"TableName":"none","KeyConditionExpression":"x = :x"}""", "Requested resource not found")]
    public async Task Query_WrongRequest_FailsInDynamoDbsWords(string request, string message)
    {
        TaskResult.Failure failure = await cloud.FailAsync(Query, request);

        Assert.StartsWith("DynamoDb.", failure.Error, StringComparison.Ordinal);
        Assert.StartsWith(message + " (Service: DynamoDb", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protocol_Tables_AreMadeFilledReadAndDeleted()
    {
        await using CloudFixture server = await CloudFixture.OpenAsync();
        ObjectData made = await server.CallAsync("DynamoDB_20120810.CreateTable", """
            {"TableName":"t","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"}
            """);
        Assert.Equal("\"ACTIVE\"", ((ObjectData)made["TableDescription"]!)["TableStatus"]!.ToJson());
        await server.CallAsync("DynamoDB_20120810.BatchWriteItem", """{"RequestItems":{"t":[{"PutRequest":{"Item":{"k":{"S":"a"}}}},{"PutRequest":{"Item":{"k":{"S":"b"}}}}]}}""");
        ObjectData read = await server.CallAsync("DynamoDB_20120810.BatchGetItem", """{"RequestItems":{"t":{"Keys":[{"k":{"S":"b"}},{"k":{"S":"c"}}]}}}""");
        Assert.Equal("""{"t":[{"k":{"S":"b"}}]}""", read["Responses"]!.ToJson());
        Assert.Equal("ResourceInUseException", (await server.RefusalAsync("DynamoDB_20120810.CreateTable", """{"TableName":"t","KeySchema":[],"AttributeDefinitions":[]}""")).Code);
        await server.CallAsync("DynamoDB_20120810.DeleteTable", """{"TableName":"t"}""");
        Assert.Equal("ResourceNotFoundException", (await server.RefusalAsync("DynamoDB_20120810.Scan", """{"TableName":"t"}""")).Code);
    }

    public void Dispose() => cloud.Dispose();

    private static string Numbers(ObjectData answer) =>
        string.Join(',', ((ArrayData)answer["Items"]!).Select(item => ((StringData)((ObjectData)((ObjectData)item)["number"]!)["N"]!).Value));
}
