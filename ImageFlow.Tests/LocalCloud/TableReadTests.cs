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

    [Theory]
    [InlineData("""{"TableName":"rows","IndexName":"by-name","KeyConditionExpression":"#n = :n","ConsistentRead":true,"ExpressionAttributeNames":{"#n":"name"},"ExpressionAttributeValues":{":n":{"S":"n1"}}}""", "Consistent reads are not supported on global secondary indexes")]
    [InlineData("""{"TableName":"rows","IndexName":"by-name","KeyConditionExpression":"#n = :n","Select":"ALL_ATTRIBUTES","ExpressionAttributeNames":{"#n":"name"},"ExpressionAttributeValues":{":n":{"S":"n1"}}}""", "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-name because its projection type is not ALL")]
    [InlineData("""{"TableName":"rows","IndexName":"by-name","KeyConditionExpression":"#n = :n","ProjectionExpression":"colour","ExpressionAttributeNames":{"#n":"name"},"ExpressionAttributeValues":{":n":{"S":"n1"}}}""", "One or more parameter values were invalid: Global secondary index by-name does not project [colour]")]
    [InlineData("""{"TableName":"rows","IndexName":"by-name","KeyConditionExpression":"#c = :c","ExpressionAttributeNames":{"#c":"class"},"ExpressionAttributeValues":{":c":{"S":"odd"}}}""", "Query condition missed key schema element: name")]
    public async Task Query_IndexThatCannotGiveIt_FailsInDynamoDbsWords(string request, string message)
    {
        cloud.Tables.UpdateTable(Json("""
            {"TableName":"rows","AttributeDefinitions":[{"AttributeName":"name","AttributeType":"S"}],
             "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-name","KeySchema":[{"AttributeName":"name","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}}]}
            """));

        TaskResult.Failure failure = await cloud.FailAsync(Query, request);

        Assert.StartsWith(message + " (Service: DynamoDb", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_GlobalIndex_FollowsTheItems()
    {
        const string Late = """{"TableName":"rows","IndexName":"by-shelf","KeyConditionExpression":"shelf = :s","ExpressionAttributeValues":{":s":{"S":"late"}}}""";
        cloud.Tables.UpdateTable(Json("""
            {"TableName":"rows","AttributeDefinitions":[{"AttributeName":"shelf","AttributeType":"S"},{"AttributeName":"weight","AttributeType":"N"}],
             "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-shelf","KeySchema":[{"AttributeName":"shelf","KeyType":"HASH"},{"AttributeName":"weight","KeyType":"RANGE"}],
                "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["name"]}}}]}
            """));
        Assert.Equal("", Numbers(await cloud.SucceedAsync(Query, Late)));
        foreach ((int number, string weight) in new[] { (3, "2.50"), (5, "10"), (7, "1e1") })
        {
            cloud.Tables.UpdateItem(Json($$$$"""{"TableName":"rows","Key":{"class":{"S":"odd"},"number":{"N":"{{{{number}}}}"}},"UpdateExpression":"SET shelf = :s, weight = :w, colour = :s","ExpressionAttributeValues":{":s":{"S":"late"},":w":{"N":"{{{{weight}}}}"}}}"""));
        }

        ObjectData all = await cloud.SucceedAsync(Query, Late);
        Assert.Equal("3,5,7", Numbers(all));
        Assert.Equal(["class", "number", "name", "shelf", "weight"], ((ObjectData)((ArrayData)all["Items"]!)[0]).Select(attribute => attribute.Key));
        Assert.Equal("5,7", Numbers(await cloud.SucceedAsync(Query, Late.Replace("shelf = :s", "shelf = :s AND weight > :w", StringComparison.Ordinal).Replace("\"late\"}", "\"late\"},\":w\":{\"N\":\"2.5\"}", StringComparison.Ordinal))));

        cloud.Tables.UpdateItem(Json("""{"TableName":"rows","Key":{"class":{"S":"odd"},"number":{"N":"3"}},"UpdateExpression":"REMOVE weight"}"""));
        cloud.Tables.DeleteItem(Json("""{"TableName":"rows","Key":{"class":{"S":"odd"},"number":{"N":"7"}}}"""));
        Assert.Equal("5", Numbers(await cloud.SucceedAsync(Query, Late)));
        Assert.Equal("5", Numbers(await cloud.SucceedAsync(Scan, """{"TableName":"rows","IndexName":"by-shelf"}""")));
    }

    [Fact]
    public async Task Query_GlobalIndexInPages_GivesEachOnce()
    {
        cloud.Tables.UpdateTable(Json("""
            {"TableName":"rows","AttributeDefinitions":[{"AttributeName":"kind","AttributeType":"S"}],
             "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-kind","KeySchema":[{"AttributeName":"kind","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}
            """));
        for (int i = 1; i <= 12; i++)
        {
            cloud.Tables.UpdateItem(Json($$$$"""{"TableName":"rows","Key":{"class":{"S":"{{{{(i % 2 == 0 ? "even" : "odd")}}}}"},"number":{"N":"{{{{i}}}}"}},"UpdateExpression":"SET kind = :k","ExpressionAttributeValues":{":k":{"S":"photo"}}}"""));
        }

        List<string> pages = [];
        JsonData? after = null;
        do
        {
            string start = after is null ? "" : $",\"ExclusiveStartKey\":{after.ToJson()}";
            ObjectData page = await cloud.SucceedAsync(Query, $$$"""{"TableName":"rows","IndexName":"by-kind","KeyConditionExpression":"kind = :k","Limit":5,"ExpressionAttributeValues":{":k":{"S":"photo"}}{{{start}}}}""");
            pages.Add(Numbers(page));
            after = page["LastEvaluatedKey"];
        }
        while (after is not null);

        Assert.Equal(["2,4,6,8,10", "12,1,3,5,7", "9,11"], pages);
    }

    [Fact]
    public async Task PutItem_IndexKeyOfAnotherType_IsRefusedAndNothingChanges()
    {
        cloud.Tables.UpdateTable(Json("""
            {"TableName":"rows","AttributeDefinitions":[{"AttributeName":"weight","AttributeType":"N"}],
             "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-weight","KeySchema":[{"AttributeName":"weight","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}
            """));

        TaskResult.Failure failure = await cloud.FailAsync("arn:aws:states:::dynamodb:putItem", """{"TableName":"rows","Item":{"class":{"S":"odd"},"number":{"N":"99"},"weight":{"S":"much"}}}""");

        Assert.StartsWith("One or more parameter values were invalid: Type mismatch for Index Key weight Expected: N Actual: S IndexName: by-weight (Service:", failure.Cause, StringComparison.Ordinal);
        Assert.Equal("12", (await cloud.SucceedAsync(Scan, """{"TableName":"rows","Select":"COUNT"}"""))["Count"]!.ToJson());
    }

    [Fact]
    public async Task Protocol_TableWithIndexes_IsMadeAndDescribedAndLosesOne()
    {
        await using CloudFixture server = await CloudFixture.OpenAsync();
        await server.CallAsync("DynamoDB_20120810.CreateTable", """
            {"TableName":"t","KeySchema":[{"AttributeName":"k","KeyType":"HASH"},{"AttributeName":"r","KeyType":"RANGE"}],"BillingMode":"PAY_PER_REQUEST",
             "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"},{"AttributeName":"r","AttributeType":"S"},{"AttributeName":"day","AttributeType":"S"}],
             "LocalSecondaryIndexes":[{"IndexName":"local","KeySchema":[{"AttributeName":"k","KeyType":"HASH"},{"AttributeName":"day","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],
             "GlobalSecondaryIndexes":[{"IndexName":"global","KeySchema":[{"AttributeName":"day","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}
            """);
        await server.CallAsync("DynamoDB_20120810.PutItem", """{"TableName":"t","Item":{"k":{"S":"a"},"r":{"S":"1"},"day":{"S":"monday"},"note":{"S":"kept"}}}""");
        await server.ReopenAsync();

        ObjectData table = (ObjectData)(await server.CallAsync("DynamoDB_20120810.DescribeTable", """{"TableName":"t"}"""))["Table"]!;
        Assert.Contains("""IndexName":"global","KeySchema":[{"AttributeName":"day","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},"IndexStatus":"ACTIVE","ItemCount":1""", table.ToJson(), StringComparison.Ordinal);
        ObjectData local = await server.CallAsync("DynamoDB_20120810.Query", """
            {"TableName":"t","IndexName":"local","KeyConditionExpression":"k = :k AND begins_with(#d, :d)","ProjectionExpression":"note","ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":k":{"S":"a"},":d":{"S":"mon"}}}
            """);
        Assert.Equal("""[{"note":{"S":"kept"}}]""", local["Items"]!.ToJson());
        await server.CallAsync("DynamoDB_20120810.UpdateTable", """{"TableName":"t","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"global"}}]}""");
        Assert.Contains("does not have the specified index: global", (await server.RefusalAsync("DynamoDB_20120810.Scan", """{"TableName":"t","IndexName":"global"}""")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"GlobalSecondaryIndexes":[{"IndexName":"idx","KeySchema":[{"AttributeName":"x","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}""", "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [x], AttributeDefinitions: [k]")]
    [InlineData("""{"GlobalSecondaryIndexes":[{"IndexName":"idx","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE"}}]}""", "One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified")]
    [InlineData("""{"LocalSecondaryIndexes":[{"IndexName":"idx","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}""", "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")]
    [InlineData("""{"GlobalSecondaryIndexes":[{"IndexName":"idx","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}},{"IndexName":"idx","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}""", "One or more parameter values were invalid: Duplicate index name: idx")]
    public async Task CreateTable_WrongIndex_IsRefusedInDynamoDbsWords(string indexes, string message)
    {
        await using CloudFixture server = await CloudFixture.OpenAsync();

        Assert.Equal(message, (await server.RefusalAsync("DynamoDB_20120810.CreateTable", $$"""
            {"TableName":"t","KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],{{indexes[1..^1]}}}
            """)).Message);
    }

    public void Dispose() => cloud.Dispose();

    private static ObjectData Json(string text) => (ObjectData)JsonData.Parse(text);

    private static string Numbers(ObjectData answer) =>
        string.Join(',', ((ArrayData)answer["Items"]!).Select(item => ((StringData)((ObjectData)((ObjectData)item)["number"]!)["N"]!).Value));
}
