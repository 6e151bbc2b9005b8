using ImageFlow.LocalCloud.Tables;
using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.Tests.LocalCloud;

public class DynamoNumberTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("007", "7")]
    [InlineData("+1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("12.5E-4", "0.00125")]
    [InlineData("-.5", "-0.5")]
    [InlineData("99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("1E125", "1" + "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Parse_OfANumber_GivesItInCanonicalForm(string text, string expected) => Assert.Equal(expected, DynamoNumber.Parse(text).ToString());

    [Theory]
    [InlineData("", "The parameter cannot be converted to a numeric value: ")]
    [InlineData("1.2.3", "The parameter cannot be converted to a numeric value: 1.2.3")]
    [InlineData("abc", "The parameter cannot be converted to a numeric value: abc")]
    [InlineData("1e", "The parameter cannot be converted to a numeric value: 1e")]
    [InlineData("--1", "The parameter cannot be converted to a numeric value: --1")]
    [InlineData("999999999999999999999999999999999999999", "Attempting to store more than 38 significant digits in a Number")]
    [InlineData("1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    [InlineData("1e999999999", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    public void Parse_OfWhatDynamoDbCannotHold_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<TableException>(() => DynamoNumber.Parse(text)).Message);

    [Fact]
    public void Sum_OfDecimals_IsExact() => Assert.Equal("0.3", (DynamoNumber.Parse("0.1") + DynamoNumber.Parse("0.2")).ToString());
}
