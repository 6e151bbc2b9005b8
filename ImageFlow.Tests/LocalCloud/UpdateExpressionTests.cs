using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.Tests.LocalCloud;

public class UpdateExpressionTests
{
    private const string Item = """
        { "id": {"S": "a"}, "seen": {"N": "5"}, "tags": {"SS": ["sea"]}, "entries": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]}, "attrs": {"M": {"x": {"S": "1"}}} }
        """;

    private const string Values = """
        { ":one": {"N": "1"}, ":s": {"S": "new"}, ":list": {"L": [{"N": "4"}]}, ":set": {"SS": ["sky", "sea"]}, ":sea": {"SS": ["sea"]}, ":empty": {"M": {}} }
        """;

    [Theory]
    [InlineData("SET seen = seen + :one", "seen", """{"N":"6"}""")]
    [InlineData("SET seen = :one - seen", "seen", """{"N":"-4"}""")]
    [InlineData("SET seen = if_not_exists(absent, :one) + seen", "seen", """{"N":"6"}""")]
    [InlineData("SET absent = if_not_exists(absent, :s)", "absent", """{"S":"new"}""")]
    [InlineData("SET attrs.y = :s", "attrs", """{"M":{"x":{"S":"1"},"y":{"S":"new"}}}""")]
    [InlineData("SET attrs.x = :s", "attrs", """{"M":{"x":{"S":"new"}}}""")]
    [InlineData("SET entries[1] = :s", "entries", """{"L":[{"N":"1"},{"S":"new"},{"N":"3"}]}""")]
    [InlineData("SET entries[9] = :s", "entries", """{"L":[{"N":"1"},{"N":"2"},{"N":"3"},{"S":"new"}]}""")]
    [InlineData("SET entries = list_append(entries, :list)", "entries", """{"L":[{"N":"1"},{"N":"2"},{"N":"3"},{"N":"4"}]}""")]
    [InlineData("SET entries = list_append(if_not_exists(absent, :list), :list)", "entries", """{"L":[{"N":"4"},{"N":"4"}]}""")]
    [InlineData("SET fresh = seen, seen = :one", "fresh", """{"N":"5"}""")]
    [InlineData("REMOVE entries[0], entries[1]", "entries", """{"L":[{"N":"3"}]}""")]
    [InlineData("REMOVE attrs.x", "attrs", """{"M":{}}""")]
    [InlineData("REMOVE seen", "seen", null)]
    [InlineData("REMOVE absent", "absent", null)]
    [InlineData("ADD seen :one", "seen", """{"N":"6"}""")]
    [InlineData("ADD absent :one", "absent", """{"N":"1"}""")]
    [InlineData("ADD tags :set", "tags", """{"SS":["sea","sky"]}""")]
    [InlineData("DELETE tags :sea", "tags", null)]
    [InlineData("remove seen set attrs = :empty", "attrs", """{"M":{}}""")]
    public void Apply_ToAnItem_ChangesItAsDynamoDbDoes(string expression, string attribute, string? expected)
    {
        ObjectData changed = UpdateEvaluator.Apply(Parse(expression), ReadItem());

        Assert.Equal(expected, changed[attribute]?.ToJson());
    }

    [Theory]
    [InlineData("SET seen = absent", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET absent.x = :s", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET seen[0] = :s", "The document path provided in the update expression is invalid for update")]
    [InlineData("REMOVE absent.x", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET seen = seen + :s", "An operand in the update expression has an incorrect data type")]
    [InlineData("ADD id :one", "An operand in the update expression has an incorrect data type")]
    public void Apply_WhereItCannotBeDone_IsRefusedInDynamoDbsWords(string expression, string message)
    {
        UpdateExpression update = Parse(expression);

        TableException refusal = Assert.Throws<TableException>(() => UpdateEvaluator.Apply(update, ReadItem()));

        Assert.Equal(message, refusal.Message);
    }

    [Theory]
    [InlineData("SET seen = :one SET id = :s", "Invalid UpdateExpression: The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET attrs = :empty, attrs.x = :s", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [attrs], path two: [attrs, x]")]
    [InlineData("SET seen = size(id)", "Invalid UpdateExpression: The function is not allowed in an update expression; function: size")]
    [InlineData("DELETE seen :one", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    [InlineData("seen = :one", "Invalid UpdateExpression: Syntax error; token: \"seen\", near: \"seen = :one\"")]
    [InlineData("SET name = :s", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name")]
    public void Parse_OfAMalformedExpression_IsRefusedInDynamoDbsWords(string expression, string message)
    {
        TableException refusal = Assert.Throws<TableException>(() => Parse(expression));

        Assert.Equal(message, refusal.Message);
    }

    private static UpdateExpression Parse(string expression) => new UpdateParser(expression, new Placeholders(null, JsonData.Parse(Values))).Parse();

    private static ObjectData ReadItem() => AttributeValueReader.ReadItem(JsonData.Parse(Item), "Item");
}
