using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using ImageFlow.Workflows;
using static ImageFlow.Tests.Workflows.TestFlow;

namespace ImageFlow.Tests.Workflows.Runs;

/// <summary>Liquid templates, compiled and run; the expected texts are what Liquid writes (Shopify, "Liquid reference").</summary>
public class LiquidRunTests
{
    [Theory]
    [InlineData("Hello {{ Input.Name }}!", "Hello ada lovelace!")]
    [InlineData("{{ Input.Name | upcase }}", "ADA LOVELACE")]
    [InlineData("{{Input.Name|capitalize}}", "Ada lovelace")]
    [InlineData("{{ Input.Name | split: ' ' | first }}/{{ Input.Name | split: ' ' | last | downcase }}", "ada/lovelace")]
    [InlineData("a {{- Input.Count -}} b", "a3b")]
    [InlineData("{{ Input.Count | plus: 2 | times: 4 }}", "20")]
    [InlineData("{{ Input.Count | divided_by: 2 }} {{ Input.Count | divided_by: 2.0 }} {{ Input.Count | modulo: 2 }}", "1 1.5 1")]
    [InlineData("{{ 2.4 | ceil }}{{ 2.6 | floor }}{{ 2.5 | round }}{{ -7 | abs }}", "3237")]
    [InlineData("{{ Input.Count | at_least: 5 }}{{ Input.Count | at_most: 2 }}", "52")]
    [InlineData("{{ Variables.Nothing }}|{{ Variables.Nothing | default: 'none' }}|{{ Input.Name | default: 'none' }}", "|none|ada lovelace")]
    [InlineData("{{ Input.Tags }}", "xyz")]
    [InlineData("{{ Input.Tags | join: ', ' }}", "x, yz")]
    [InlineData("{{ Input.Tags | join }}", "x yz")]
    [InlineData("{{ Input.Tags | size }} {{ Input.Name | size }}", "2 12")]
    [InlineData("{{ Input.Tags | reverse | first }}{{ Input.Tags | concat: Input.Tags | size }}", "yz4")]
    [InlineData("{{ Variables.Doc.title }} {{ Variables.Doc[\"list\"][1] }} {{ Variables.Doc.none }}", "T 8 ")]
    [InlineData("{{ Variables.Doc.items | map: 'id' | join: '-' }}", "1-2")]
    [InlineData("{{ Variables.Doc.items | json }}", """[{"id":1},{"id":2}]""")]
    [InlineData("{{ Input.Name | replace: 'a', 'o' }} {{ Input.Name | replace_first: 'a', 'o' }} {{ Input.Name | remove: 'a' }} {{ Input.Name | remove_first: 'a' }}", "odo loveloce oda lovelace d lovelce da lovelace")]
    [InlineData("{{ Input.Name | append: '.jpg' | prepend: 'in/' }}", "in/ada lovelace.jpg")]
    [InlineData("{{ '  x y ' | strip }}|{{ Input.Name | slice: 4 }}|{{ Input.Name | slice: 0, 3 }}", "x y|l|ada")]
    [InlineData("{{ 'a b&c' | url_encode }} {{ 'a+b%26c' | url_decode }}", "a+b%26c a b&c")]
    [InlineData("{{ '<b>\"x\"' | escape }}", "&lt;b&gt;&quot;x&quot;")]
    [InlineData("{ not a tag } {{ true }} {{ nil }}", "{ not a tag } true ")]
    public async Task Liquid_Template_GivesTheText(string template, string expected)
    {
        TestFlow flow = new TestFlow().Input("Name").Input("Count", "Int32").Input("Tags", "String", isArray: true).Output("text")
            .Variable("Nothing", "String").Variable("Doc", "Object", """{"title":"T","list":[7,8],"items":[{"id":1},{"id":2}]}""")
            .Node("a", "Elsa.SetOutput", ("outputName", Literal("text")), ("outputValue", Expression("Liquid", template)));

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Name":"ada lovelace","Count":3,"Tags":["x","yz"]}""")).Succeeded();

        Assert.Equal(expected, ((StringData)((ObjectData)run.Output!)["text"]!).Value);
    }

    /// <summary>The text becomes a value of the input's type, as Elsa does it.</summary>
    [Theory]
    [InlineData("Int32", "{{ Input.Width }}", "800")]
    [InlineData("Int32", "1{{ Input.Width }}", "1800")]
    [InlineData("Boolean", "{{ Input.Flag }}", "true")]
    [InlineData("Object[]", "[{{ Input.Width }}, 2]", "[800,2]")]
    public async Task Liquid_InputOfAnotherType_IsConverted(string type, string template, string expected)
    {
        TestFlow flow = new TestFlow().Input("Width", "Int32").Input("Flag", "Boolean").Output("o").Variable("V", type.TrimEnd('[', ']'), isArray: type.EndsWith(']'))
            .Set("a", "V", Expression("Liquid", template, type)).Node("b", "Elsa.SetOutput", ("outputName", Literal("o")), ("outputValue", Script("getV()"))).Chain("a", "b");

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Width":800,"Flag":true}""")).Succeeded();

        Assert.Equal(expected, run["o"]);
    }

    [Fact]
    public async Task Liquid_InJsonPath_IsFormatted()
    {
        TestFlow flow = new TestFlow().Input("Name").Output("text").Node("a", "Elsa.SetOutput", ("outputName", Literal("text")), ("outputValue", Expression("Liquid", "in/{{ Input.Name }}.jpg")));

        FlowRun run = (await FlowRun.OfAsync(flow, """{"Name":"cat"}""", QueryLanguage.JsonPath)).Succeeded();

        Assert.Equal("\"in/cat.jpg\"", run["text"]);
    }

    [Theory]
    [InlineData("{% if Input.X %}a{% endif %}", "FLOW0202")]
    [InlineData("{{ Input.X | sha1 }}", "FLOW0204")]
    [InlineData("{{ Elsewhere.X }}", "FLOW0204")]
    [InlineData("{{ Input.X ", "FLOW0201")]
    [InlineData("{{ Input.X | replace: 'a' }}", "FLOW0202")]
    [InlineData("{{ Variables.Unknown }}", "FLOW0115")]
    public void Liquid_OutsideOfTheForm_IsRefusedByName(string template, string code)
    {
        CompileResult result = new TestFlow().Output("o").Node("a", "Elsa.SetOutput", ("outputName", Literal("o")), ("outputValue", Expression("Liquid", template))).Compile();

        Assert.Null(result.AslJson);
        Assert.Contains(result.Diagnostics, finding => finding.Code == code && finding.Message.Contains(template[..4], StringComparison.Ordinal));
    }
}
