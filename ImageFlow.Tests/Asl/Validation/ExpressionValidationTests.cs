using System.Text.Json;
using ImageFlow.Asl.Diagnostics;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Reading;
using ImageFlow.Asl.Validation;

namespace ImageFlow.Tests.Asl.Validation;

/// <summary>JSONata expressions and variables, checked when a definition is read.</summary>
public class ExpressionValidationTests
{
    [Theory]
    [InlineData("$", "Reference to '$' at the top level is not supported.")]
    [InlineData("$$", "Reference to '$$' is not supported.")]
    [InlineData("phone", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("phone.number", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("'phone'.number", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("phone[0].number", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("{aaa: 1}", "Reference to 'aaa' at the top level is not supported.")]
    [InlineData("$map($states.input.a, function($x) { b })", "Reference to 'b' at the top level is not supported.")]
    [InlineData("1 + x", "Reference to 'x' at the top level is not supported.")]
    [InlineData("$states.errorOutput.Cause", "Field '$states.errorOutput' does not exist.")]
    [InlineData("$states.result", "Field '$states.result' does not exist.")]
    public void Read_ExpressionReadsWhatIsNotThere_IsRefusedAsOnAws(string expression, string message)
    {
        ReadResult read = StateMachineReader.Read(Pass(expression));

        Assert.Equal($"Invalid State Machine Definition: 'UNSUPPORTED_JSONATA_EXPRESSION: {message} at /States/E/Output/v'", read.AwsError);
        Assert.Equal("ASL0027", Assert.Single(read.Diagnostics).Code);
    }

    [Theory]
    [InlineData("a[1,2)", "Expected \"]\", got \",\"")]
    [InlineData("\"unterminated", "String literal must be terminated by a matching quote")]
    [InlineData("1 +", "Unexpected end of expression")]
    [InlineData("{\"a\":}", "The symbol \"}\" cannot be used as a unary operator")]
    [InlineData("$x :=", "Unexpected end of expression")]
    [InlineData("$match(\"a\", /abc", "No terminating / in regular expression")]
    [InlineData("phone %.other", "The symbol \".\" cannot be used as a unary operator")]
    [InlineData("", "Unexpected end of expression")]
    public void Read_ExpressionIsNone_IsRefusedAsOnAws(string expression, string message)
    {
        ReadResult read = StateMachineReader.Read(Pass(expression));

        Assert.Equal($"Invalid State Machine Definition: 'INVALID_JSONATA_EXPRESSION: {message} at /States/E/Output/v'", read.AwsError);
        Assert.Equal("ASL0026", Assert.Single(read.Diagnostics).Code);
    }

    [Theory]
    [InlineData("$states.input.items[value > 3]")]
    [InlineData("$states.input.items^(price).{name: cost}")]
    [InlineData("$states.input.a.b.*")]
    [InlineData("$states.input.(a + b)")]
    [InlineData("$map($states.input.items, function($i) { $i.name })")]
    [InlineData("$states.input ~> | items | {x: y} |")]
    [InlineData("($x := 1; $x + 1)")]
    [InlineData("$states")]
    [InlineData("$sum([1..3])")]
    public void Read_ExpressionReadsTheInput_IsAccepted(string expression)
    {
        ReadResult read = StateMachineReader.Read(Pass(expression));

        Assert.Empty(read.Diagnostics);
    }

    [Fact]
    public void Read_VariableThatNothingAssigns_IsAWarning()
    {
        ReadResult read = StateMachineReader.Read("""
            {"QueryLanguage":"JSONata","StartAt":"A","States":{
              "A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.x %}","Assign":{"one":1},"Next":"B"}],"Default":"C"},
              "B":{"Type":"Pass","Assign":{"two":2},"Next":"C"},
              "C":{"Type":"Map","Items":[1],"ItemProcessor":{"StartAt":"D","States":{"D":{"Type":"Pass","Assign":{"inner":1},"Output":"{% $one + $two + $three %}","End":true}}},"Next":"E"},
              "E":{"Type":"Pass","Output":{"x":"{% $inner %}"},"End":true}}}
            """);

        Assert.Equal(
            [("/States/C/ItemProcessor/States/D/Output", "three"), ("/States/E/Output/x", "inner")],
            read.Diagnostics.Select(d => (d.Pointer, d.Message.Split('\'')[1][1..])).Order());
        Assert.All(read.Diagnostics, d => Assert.Equal(("ASL0112", DiagnosticSeverity.Warning), (d.Code, d.Severity)));
    }

    [Fact]
    public void Of_MachineWithVariables_NamesTheStatesThatReadThem()
    {
        StateMachine machine = StateMachineReader.Read("""
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"bias":4.3,"x.$":"$[0]"},"Next":"M"},
              "M":{"Type":"Map","ItemProcessor":{"StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"Sum.$":"States.MathAdd(States.MathAdd($x, $bias), $bias)"},"End":true}}},"Next":"J"},
              "J":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $x + $sum([$bias]) %}","Next":"P"},
              "P":{"Type":"Pass","InputPath":"$bias","End":true}}}
            """).StateMachine!;

        Assert.Equal(
            "J=bias,x P=bias S=bias,x",
            string.Join(' ', VariableReferences.Of(machine).Select(entry => $"{entry.Key}={string.Join(',', entry.Value)}")));
    }

    private static string Pass(string expression) =>
        "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"E\",\"States\":{\"E\":{\"Type\":\"Pass\",\"Output\":{\"v\":"
        + JsonSerializer.Serialize("{% " + expression + " %}")
        + "},\"End\":true}}}";
}
