using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.JsonPath;

public class JsonPathExpressionTests
{
    private const string Store = """
        {"store":{"book":[
          {"category":"reference","author":"Rees","title":"Sayings","price":8.95},
          {"category":"fiction","author":"Waugh","title":"Sword","price":12.99},
          {"category":"fiction","author":"Melville","title":"Moby","isbn":"0-553","price":8.99},
          {"category":"fiction","author":"Tolkien","title":"Rings","isbn":"0-395","price":22.99}],
          "bicycle":{"color":"red","price":19.95}},
         "expensive":10,"odd key":{"it's":1},"tags":["a","b"],"none":null}
        """;

    [Theory]
    [InlineData("$.expensive", "10")]
    [InlineData("$['expensive']", "10")]
    [InlineData("$[\"odd key\"]['it\\'s']", "1")]
    [InlineData("$.none", "null")]
    [InlineData("$.store.book[0].title", "\"Sayings\"")]
    [InlineData("$.store.book[-1].title", "\"Rings\"")]
    [InlineData("$.store.book[0,2].title", "[\"Sayings\",\"Moby\"]")]
    [InlineData("$.store.book[1:3].title", "[\"Sword\",\"Moby\"]")]
    [InlineData("$.store.book[:2].title", "[\"Sayings\",\"Sword\"]")]
    [InlineData("$.store.book[-2:].title", "[\"Moby\",\"Rings\"]")]
    [InlineData("$.store.book[::2].title", "[\"Sayings\",\"Moby\"]")]
    [InlineData("$.store.book[*].author", "[\"Rees\",\"Waugh\",\"Melville\",\"Tolkien\"]")]
    [InlineData("$.store.bicycle.*", "[\"red\",19.95]")]
    [InlineData("$.store.bicycle['color','price']", "[{\"color\":\"red\",\"price\":19.95}]")]
    [InlineData("$..price", "[8.95,12.99,8.99,22.99,19.95]")]
    [InlineData("$..book[2].title", "[\"Moby\"]")]
    [InlineData("$.store..['color']", "[\"red\"]")]
    [InlineData("$.nothing[*]", "[]")]
    [InlineData("$.nothing.at.all[1:].x", "[]")]
    [InlineData("$.tags[5:]", "[]")]
    public void Evaluate_Path_GivesTheValues(string path, string expected) =>
        Assert.Equal(JsonData.Parse(expected), JsonPathExpression.Parse(path).Evaluate(JsonData.Parse(Store)));

    [Theory]
    [InlineData("$.store.book[?(@.isbn)].title", "[\"Moby\",\"Rings\"]")]
    [InlineData("$.store.book[?(!@.isbn)].title", "[\"Sayings\",\"Sword\"]")]
    [InlineData("$.store.book[?(@.price < $.expensive)].title", "[\"Sayings\",\"Moby\"]")]
    [InlineData("$.store.book[?(@.price<$.expensive&&@.category=='fiction')].title", "[\"Moby\"]")]
    [InlineData("$.store.book[?(@.author == 'Rees' || @.author == \"Tolkien\")].title", "[\"Sayings\",\"Rings\"]")]
    [InlineData("$.store.book[?(!(@.price > 9))].title", "[\"Sayings\",\"Moby\"]")]
    [InlineData("$.store.book[?(@.author =~ /m.*/i)].title", "[\"Moby\"]")]
    [InlineData("$.store.book[?(@.author in ['Rees','Waugh'])].title", "[\"Sayings\",\"Sword\"]")]
    [InlineData("$.store.book[?(@.author nin ['Rees','Waugh'])].title", "[\"Moby\",\"Rings\"]")]
    [InlineData("$.store.book[?(@.price >= 12.99)].title", "[\"Sword\",\"Rings\"]")]
    [InlineData("$.store.book[?(@['category'] != 'fiction')].title", "[\"Sayings\"]")]
    [InlineData("$.store.book[?(@.title size 4)].title", "[\"Moby\"]")]
    [InlineData("$..[?(@.color)].price", "[19.95]")]
    [InlineData("$.tags[?(@ == 'b')]", "[\"b\"]")]
    [InlineData("$.store[?(@.color == 'red')]", "[]")]
    [InlineData("$.store.bicycle[?(@.price > 1)].color", "[\"red\"]")]
    public void Evaluate_Filter_KeepsWhatHolds(string path, string expected) =>
        Assert.Equal(JsonData.Parse(expected), JsonPathExpression.Parse(path).Evaluate(JsonData.Parse(Store)));

    [Theory]
    [InlineData("$.tags.length()", "2")]
    [InlineData("$.store.book.length()", "4")]
    [InlineData("$.store.book[*].price.min()", "8.95")]
    [InlineData("$.store.book[*].price.max()", "22.99")]
    [InlineData("$.store.bicycle.keys()", "[\"color\",\"price\"]")]
    public void Evaluate_Function_AppliesToTheResult(string path, string expected) =>
        Assert.Equal(JsonData.Parse(expected), JsonPathExpression.Parse(path).Evaluate(JsonData.Parse(Store)));

    [Theory]
    [InlineData("$.nope", "No results for path: $['nope']")]
    [InlineData("$.nope.deeper", "Missing property in path $['nope']")]
    [InlineData("$.tags[9]", "No results for path: $['tags'][9]")]
    [InlineData("$.expensive[0]", "Filter: [0] can only be applied to arrays. Current context is: 10")]
    [InlineData("$.tags.name", "Expected to find an object with property ['name'] in path $['tags'] but found 'com.fasterxml.jackson.databind.node.ArrayNode'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.")]
    public void Evaluate_DefinitePathFindsNothing_SaysWhy(string path, string expected)
    {
        JsonPathException error = Assert.Throws<JsonPathException>(() => JsonPathExpression.Parse(path).Evaluate(JsonData.Parse(Store)));

        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("$.")]
    [InlineData("$..")]
    [InlineData("$[")]
    [InlineData("$['a'")]
    [InlineData("$[a]")]
    [InlineData("$.a b")]
    [InlineData("$.a[?(@.x ==)]")]
    [InlineData("$.a[?(@.x =~ /(/)]")]
    [InlineData("$.a[1:2:0]")]
    [InlineData("$.a[99999999999]")]
    [InlineData("$.a.unknown()")]
    [InlineData("$[?(@.a == 1)")]
    public void TryParse_NotAPath_IsRefused(string path) => Assert.False(JsonPathExpression.TryParse(path, out _));

    [Theory]
    [InlineData("$", true)]
    [InlineData("$.a['b'][0]", true)]
    [InlineData("$.a[-1]", false)]
    [InlineData("$.a[*]", false)]
    [InlineData("$..a", false)]
    [InlineData("$.a[0:1]", false)]
    [InlineData("$.a['b','c']", false)]
    [InlineData("$.a[?(@.b)]", false)]
    [InlineData("$.a.length()", false)]
    public void IsReferencePath_Path_IsWhetherItNamesOnePlace(string path, bool expected) =>
        Assert.Equal(expected, JsonPathExpression.Parse(path).IsReferencePath);

    [Fact]
    public void Parse_DeeplyNestedFilter_IsRefusedInsteadOfExhaustingTheStack()
    {
        string path = "$[?(" + new string('(', 100_000) + "@.a" + new string(')', 100_000) + ")]";

        Assert.Throws<JsonPathException>(() => JsonPathExpression.Parse(path));
    }
}
