using ImageFlow.Asl.Values;
using ImageFlow.LocalCloud.Events.Patterns;

namespace ImageFlow.Tests.LocalCloud.Events;

/// <summary>What the recorded cases do not show.</summary>
public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":[{"exists":false},"x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":null}""", false)]
    [InlineData("""{"a":[{"numeric":["=",3]}]}""", """{"a":3.0}""", true)]
    [InlineData("""{"a":[3]}""", """{"a":3.0}""", true)]
    [InlineData("""{"a":[3]}""", """{"a":"3"}""", false)]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":5}""", true)]
    [InlineData("""{"a":[{"numeric":[">",0,"<",5]}]}""", """{"a":5}""", false)]
    [InlineData("""{"a":[{"wildcard":"x\\*y*"}]}""", """{"a":"x*yz"}""", true)]
    [InlineData("""{"a":[{"wildcard":"x\\*y*"}]}""", """{"a":"xzyz"}""", false)]
    [InlineData("""{"a":[{"wildcard":"ab*ba"}]}""", """{"a":"aba"}""", false)]
    [InlineData("""{"a":[{"prefix":{"equals-ignore-case":"IMG"}}]}""", """{"a":"img_1"}""", true)]
    [InlineData("""{"a":[{"cidr":"2001:db8::/32"}]}""", """{"a":"2001:db8:1::1"}""", true)]
    [InlineData("""{"$or":[{"a":[1]},{"b":[2]}]}""", """{"b":2}""", true)]
    [InlineData("""{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}""", """{"b":2,"c":4}""", false)]
    [InlineData("""{"d":{"$or":[{"a":[1]},{"b":[2]}]}}""", """{"d":{"a":1}}""", true)]
    [InlineData("""{"$or":["x"]}""", """{"$or":"x"}""", true)]
    [InlineData("""{"people":{"first":["Ann"],"last":["Lee"]}}""", """{"people":[{"first":"Ann","last":"Bo"},{"first":"Cy","last":"Lee"}]}""", false)]
    [InlineData("""{"people":{"first":["Ann"],"last":["Lee"]}}""", """{"people":[{"first":"Cy","last":"Bo"},{"first":"Ann","last":"Lee"}]}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":["x","y"]}""", true)]
    public void Matches_Event_IsJudgedByTheRules(string pattern, string sample, bool expected) =>
        Assert.Equal(expected, EventPattern.Parse(pattern).Matches((ObjectData)JsonData.Parse(sample)));

    [Theory]
    [InlineData("""[]""", "Filter is not an object")]
    [InlineData("""{""", "Filter is not valid JSON")]
    [InlineData("""{}""", "Empty objects are not allowed")]
    [InlineData("""{"a":[[1]]}""", "Match value must be String, number, true, false, or null")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", "Only one key allowed in match expression")]
    [InlineData("""{"a":[{"numeric":[">",5,"<",1]}]}""", "Bottom must be less than top")]
    [InlineData("""{"a":[{"numeric":["!",5]}]}""", "Unrecognized numeric range operator: !")]
    [InlineData("""{"a":[{"exists":"yes"}]}""", "exists match pattern must be either true or false.")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0"}]}""", "Malformed CIDR, one '/' required")]
    [InlineData("""{"a":[{"anything-but":["x",1]}]}""", "Inside anything but list, either all values are number or string, mixed type is not supported")]
    public void Parse_WhatIsNoPattern_IsRefusedWithItsReason(string pattern, string reason) => Assert.Equal(
        "Event pattern is not valid. Reason: " + reason,
        Assert.Throws<InvalidPatternException>(() => EventPattern.Parse(pattern)).Message);
}
