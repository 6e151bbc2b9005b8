using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Intrinsics;
using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl.Intrinsics;

public class IntrinsicFunctionTests
{
    private const string Input = """{"n":5,"f":1.6,"s":"héllo","list":[1,2,2,"a",{"x":1}],"obj":{"a":1,"b":{"c":2}},"other":{"b":3,"d":4},"json":"{\"k\":[1,2]}","nothing":null}""";

    [Theory]
    [InlineData("States.Format('plain')", "\"plain\"")]
    [InlineData("States.Format('{} and {}', $.n, $.s)", "\"5 and héllo\"")]
    [InlineData("States.Format('\\{{}\\}', $.n)", "\"{5}\"")]
    [InlineData("States.Format('it\\'s \\\\{}', true)", "\"it's \\\\true\"")]
    [InlineData("States.Format('{}', $.nothing)", "\"null\"")]
    [InlineData("States.Format('{}', $.obj)", "\"{a=1, b={c=2}}\"")]
    [InlineData("States.Format('{}', $.list)", "\"[1, 2, 2, a, {x=1}]\"")]
    [InlineData("States.Format('{}', $$.Execution.Name)", "\"run-1\"")]
    [InlineData("States.Format('{}', $bias)", "\"4.3\"")]
    [InlineData("States.StringToJson($.json)", "{\"k\":[1,2]}")]
    [InlineData("States.JsonToString($.obj)", "\"{\\\"a\\\":1,\\\"b\\\":{\\\"c\\\":2}}\"")]
    [InlineData("States.JsonMerge($.obj, $.other, false)", "{\"a\":1,\"b\":3,\"d\":4}")]
    [InlineData("States.Array()", "[]")]
    [InlineData("States.Array('a', 1, null, $.n)", "[\"a\",1,null,5]")]
    [InlineData("States.ArrayPartition($.list, 2)", "[[1,2],[2,\"a\"],[{\"x\":1}]]")]
    [InlineData("States.ArrayContains($.list, 'a')", "true")]
    [InlineData("States.ArrayContains($.list, 9)", "false")]
    [InlineData("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]")]
    [InlineData("States.ArrayRange(5, 1, -2)", "[5,3,1]")]
    [InlineData("States.ArrayRange(3, 3, -1)", "[3]")]
    [InlineData("States.ArrayRange(1, 5, -1)", "[]")]
    [InlineData("States.ArrayRange(5.4, -0.6, -2.4)", "[5,3,1]")]
    [InlineData("States.ArrayGetItem($.list, 3)", "\"a\"")]
    [InlineData("States.ArrayLength($.list)", "5")]
    [InlineData("States.ArrayUnique($.list)", "[1,2,\"a\",{\"x\":1}]")]
    [InlineData("States.Base64Encode($.s)", "\"aMOpbGxv\"")]
    [InlineData("States.Base64Decode('aMOpbGxv')", "\"héllo\"")]
    [InlineData("States.Hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\"")]
    [InlineData("States.Hash($.s, 'MD5')", "\"be50e8478cf24ff3595bc7307fb91b50\"")]
    [InlineData("States.MathAdd(1.5, 1.51)", "4")]
    [InlineData("States.MathAdd(-1.5, 0)", "-1")]
    [InlineData("States.MathRandom(10, 20)", "15")]
    [InlineData("States.MathRandom(1.6, 5.4)", "3")]
    [InlineData("States.StringSplit('1.2,3', ',')", "[\"1.2\",\"3\"]")]
    [InlineData("States.StringSplit('This.is+a,test', '.+,')", "[\"This\",\"is\",\"a\",\"test\"]")]
    [InlineData("States.UUID()", "\"00112233-4455-4677-8899-aabbccddeeff\"")]
    [InlineData("States.ArrayGetItem(States.StringSplit($.s, 'é'), 0)", "\"h\"")]
    public void Evaluate_Call_GivesItsValue(string call, string expected) =>
        Assert.Equal(JsonData.Parse(expected), TestScope.Query(call, TestScope.Of(Input, """{"bias":4.3}""")));

    [Theory]
    [InlineData("States.ArrayPartition($.list, 0)", "States.ArrayPartition")]
    [InlineData("States.ArrayPartition($.list, 0.49)", "States.ArrayPartition")]
    [InlineData("States.ArrayPartition($.s, 1)", "States.ArrayPartition")]
    [InlineData("States.ArrayContains($.s, 1)", "States.ArrayContains")]
    [InlineData("States.ArrayRange('a', 5, 1)", "States.ArrayRange")]
    [InlineData("States.ArrayRange(1, 10, 0)", "States.ArrayRange")]
    [InlineData("States.ArrayRange(1, 1001, 1)", "States.ArrayRange")]
    [InlineData("States.ArrayGetItem($.list, 5)", "States.ArrayGetItem")]
    [InlineData("States.ArrayGetItem($.list, -1)", "States.ArrayGetItem")]
    [InlineData("States.ArrayLength($.obj)", "States.ArrayLength")]
    [InlineData("States.ArrayUnique($.n)", "States.ArrayUnique")]
    [InlineData("States.StringToJson('not json')", "States.StringToJson")]
    [InlineData("States.StringToJson($.obj)", "States.StringToJson")]
    [InlineData("States.JsonMerge($.obj, $.list, false)", "States.JsonMerge")]
    [InlineData("States.JsonMerge($.obj, $.other, true)", "States.JsonMerge")]
    [InlineData("States.Base64Encode($.n)", "States.Base64Encode")]
    [InlineData("States.Base64Decode('###')", "States.Base64Decode")]
    [InlineData("States.Hash('x', 'SHA-3')", "States.Hash")]
    [InlineData("States.MathAdd('1', 2)", "States.MathAdd")]
    [InlineData("States.MathAdd(2147483647, 1)", "States.MathAdd")]
    [InlineData("States.MathRandom(5, 5)", "States.MathRandom")]
    [InlineData("States.MathRandom(1.4, 1.6)", "States.MathRandom")]
    [InlineData("States.StringSplit($.n, ',')", "States.StringSplit")]
    public void Evaluate_BadArguments_NamesTheCallAndTheFunction(string call, string function)
    {
        StatesException failure = TestScope.Failure(call, TestScope.Of(Input));

        Assert.Equal("States.Runtime", failure.Error);
        Assert.Equal($"The function '{call}' had the following error: Invalid arguments in {function}", failure.Cause);
    }

    [Theory]
    [InlineData("States.Format('{}')", "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.")]
    [InlineData("States.Format('{}', 1, 2)", "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.")]
    [InlineData("States.Format('{')", "Invalid template in States.Format: matching '}' not found for '{'.")]
    [InlineData("States.Format('{}', $.missing)", "The JsonPath argument for the field '$.missing' could not be found in the input '{\"a\":1}'")]
    [InlineData("States.Array(States.ArrayLength($.missing))", "The JsonPath argument for the field '$.missing' could not be found in the input '{\"a\":1}'")]
    [InlineData("States.Array($.a[0])", "Filter: [0] can only be applied to arrays. Current context is: 1")]
    public void Evaluate_BadCall_SaysWhy(string call, string reason) =>
        Assert.Equal($"The function '{call}' had the following error: {reason}", TestScope.Failure(call, TestScope.Of("""{"a":1}""")).Cause);

    [Theory]
    [InlineData("States.Nothing()")]
    [InlineData("States.format('x')")]
    [InlineData("States.Array(1")]
    [InlineData("States.Array(1,)")]
    [InlineData("States.Array(1) x")]
    [InlineData("States.UUID(1)")]
    [InlineData("States.ArrayRange(1, 2)")]
    [InlineData("States.Format()")]
    [InlineData("States.Format('a\\n')")]
    [InlineData("States.Format(\"a\")")]
    [InlineData("States.Format('a)")]
    [InlineData("Format('a')")]
    public void Parse_NotACall_IsRefused(string call) => Assert.ThrowsAny<Exception>(() => TestScope.Query(call, TestScope.Of("{}")));

    [Fact]
    public void Parse_TenDeep_IsTheLimit()
    {
        static string Nest(int depth) => string.Concat(Enumerable.Repeat("States.Array(", depth)) + string.Concat(Enumerable.Repeat(")", depth));

        Assert.Equal(10, Nest(10).Count(sign => sign == '('));
        Assert.NotNull(TestScope.Query(Nest(10), TestScope.Of("{}")));
        Assert.Throws<ImageFlow.Asl.JsonPath.JsonPathException>(() => TestScope.Query(Nest(11), TestScope.Of("{}")));
    }

    [Fact]
    public void MathRandom_Seeded_IsRepeatable()
    {
        StateScope scope = TestScope.Of("{}");

        Assert.Equal(TestScope.Query("States.MathRandom(0, 1000000, 42)", scope), TestScope.Query("States.MathRandom(0, 1000000, 42)", scope));
        Assert.Equal(727563, ((NumberData)TestScope.Query("States.MathRandom(0, 1000000, 42)", scope)).Value);
    }

    [Fact]
    public void All_Functions_AreTheEighteenOfTheSpecification() => Assert.Equal(18, IntrinsicFunctions.All.Count);
}
