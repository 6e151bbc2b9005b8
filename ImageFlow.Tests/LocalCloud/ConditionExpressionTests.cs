using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tables.Expressions;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.Tests.LocalCloud;

public class ConditionExpressionTests
{
    private const string Item = """
        { "id": {"S": "photo.jpg"}, "width": {"N": "1800"}, "ratio": {"N": "1.50"}, "tags": {"SS": ["sea", "beach"]}, "sizes": {"NS": ["64", "256"]},
          "done": {"BOOL": true}, "nothing": {"NULL": true}, "digest": {"B": "AQID"},
          "variants": {"L": [{"M": {"name": {"S": "thumb"}, "width": {"N": "64"}}}, {"S": "plain"}]},
          "camera": {"M": {"make": {"S": "Canon"}}} }
        """;

    private const string Values = """
        { ":jpg": {"S": "photo.jpg"}, ":ph": {"S": "ph"}, ":n": {"N": "1800.0"}, ":low": {"N": "9"}, ":high": {"N": "2e3"}, ":sea": {"S": "sea"},
          ":64": {"N": "64"}, ":t": {"BOOL": true}, ":plain": {"S": "plain"}, ":S": {"S": "S"}, ":set": {"SS": ["beach", "sea"]}, ":b": {"B": "AQ=="},
          ":zero": {"N": "0"}, ":half": {"N": "1.5"} }
        """;

    [Theory]
    [InlineData("id = :jpg", true)]
    [InlineData("id <> :jpg", false)]
    [InlineData("#w = :n", true)]
    [InlineData("ratio = :half", true)]
    [InlineData("#w > :low", true)]
    [InlineData("#w < :low", false)]
    [InlineData("#w <= :n AND #w >= :n", true)]
    [InlineData("#w BETWEEN :low AND :high", true)]
    [InlineData("#w BETWEEN :high AND :low", false)]
    [InlineData("id IN (:ph, :jpg)", true)]
    [InlineData("id IN (:ph)", false)]
    [InlineData("tags = :set", true)]
    [InlineData("absent = :jpg", false)]
    [InlineData("absent <> :jpg", true)]
    [InlineData("absent < :low", false)]
    [InlineData("id > :low", false)]
    [InlineData("attribute_exists(camera.make)", true)]
    [InlineData("attribute_exists(camera.model)", false)]
    [InlineData("attribute_exists(variants[0].#n)", true)]
    [InlineData("attribute_not_exists(variants[2])", true)]
    [InlineData("attribute_type(id, :S)", true)]
    [InlineData("attribute_type(#w, :S)", false)]
    [InlineData("begins_with(id, :ph)", true)]
    [InlineData("begins_with(digest, :b)", true)]
    [InlineData("begins_with(#w, :ph)", false)]
    [InlineData("contains(id, :ph)", true)]
    [InlineData("contains(tags, :sea)", true)]
    [InlineData("contains(tags, :ph)", false)]
    [InlineData("contains(sizes, :64)", true)]
    [InlineData("contains(variants, :plain)", true)]
    [InlineData("contains(:jpg, :ph)", true)]
    [InlineData("size(id) = :low", true)]
    [InlineData("size(variants) < :low", true)]
    [InlineData("size(digest) > :zero", true)]
    [InlineData("size(absent) > :zero", false)]
    [InlineData("variants[0].width = :64", true)]
    [InlineData("done = :t", true)]
    [InlineData("NOT done = :t", false)]
    [InlineData("NOT (id = :ph OR done = :t) OR id = :jpg", true)]
    [InlineData("id = :ph OR done = :t AND id = :ph", false)]
    [InlineData("id = :ph and done = :t or id = :jpg", true)]
    [InlineData("((id = :jpg))", true)]
    public void Holds_OverAnItem_IsAsDynamoDbDecides(string expression, bool expected)
    {
        Placeholders placeholders = new(JsonData.Parse("""{"#w": "width", "#n": "name"}"""), JsonData.Parse(Values));

        bool holds = ConditionEvaluator.Holds(new ConditionParser(expression, placeholders).Parse(), ReadItem());

        Assert.Equal(expected, holds);
    }

    [Theory]
    [InlineData("", "Invalid ConditionExpression: The expression can not be empty;")]
    [InlineData("id =", "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"id =\"")]
    [InlineData("id ! :jpg", "Invalid ConditionExpression: Syntax error; token: \"!\", near: \"id ! :jpg\"")]
    [InlineData("id = :jpg id", "Invalid ConditionExpression: Syntax error; token: \"id\", near: \" = :jpg id\"")]
    [InlineData("(id = :jpg", "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"d = :jpg\"")]
    [InlineData("status = :jpg", "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status")]
    [InlineData("id = :none", "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :none")]
    [InlineData("#none = :jpg", "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #none")]
    [InlineData("exists(id)", "Invalid ConditionExpression: Invalid function name; function: exists")]
    [InlineData("if_not_exists(id, :jpg) = :jpg", "Invalid ConditionExpression: The function is not allowed in a condition expression; function: if_not_exists")]
    [InlineData("attribute_exists(:jpg)", "Invalid ConditionExpression: Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("attribute_exists(id, id)", "Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2")]
    [InlineData("begins_with(id, :n)", "Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("variants[x] = :jpg", "Invalid ConditionExpression: Syntax error; token: \"x\", near: \"ariants[x] = :jpg\"")]
    public void Parse_OfAMalformedExpression_IsRefusedInDynamoDbsWords(string expression, string message)
    {
        Placeholders placeholders = new(null, JsonData.Parse(Values));

        TableException refusal = Assert.Throws<TableException>(() => new ConditionParser(expression, placeholders).Parse());

        Assert.Equal(("ValidationException", message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void EnsureAllUsed_WithAPlaceholderThatNoExpressionNames_IsRefused()
    {
        Placeholders placeholders = new(JsonData.Parse("""{"#a": "a", "#b": "b"}"""), JsonData.Parse("""{":v": {"S": "v"}}"""));
        new ConditionParser("#a = :v", placeholders).Parse();

        TableException refusal = Assert.Throws<TableException>(placeholders.EnsureAllUsed);

        Assert.Equal("Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}", refusal.Message);
    }

    private static ObjectData ReadItem() => AttributeValueReader.ReadItem(JsonData.Parse(Item), "Item");
}
