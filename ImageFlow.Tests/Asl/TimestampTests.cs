using ImageFlow.Asl.Values;

namespace ImageFlow.Tests.Asl;

public class TimestampTests
{
    [Theory]
    [InlineData("2026-03-14T01:59:00Z", "2026-03-14T01:59:00.0000000+00:00", 0)]
    [InlineData("2026-03-14T01:59Z", "2026-03-14T01:59:00.0000000+00:00", 0)]
    [InlineData("2026-03-14T01:59:00.5+02:00", "2026-03-13T23:59:00.5000000+00:00", 0)]
    [InlineData("2026-03-14T01:59:00.123456789Z", "2026-03-14T01:59:00.1234567+00:00", 89)]
    [InlineData("2024-02-29t23:59:59-05:30", "2024-03-01T05:29:59.0000000+00:00", 0)]
    public void TryParse_Timestamp_IsReadToTheNanosecond(string text, string time, int nanoseconds)
    {
        Assert.True(Timestamp.TryParse(text, out Timestamp timestamp));
        Assert.Equal((time, nanoseconds), (timestamp.Time.ToString("O"), timestamp.Nanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-14")]
    [InlineData("2026-03-14T01:59:00")]
    [InlineData("2026-03-14 01:59:00Z")]
    [InlineData("2026-02-29T01:59:00Z")]
    [InlineData("2026-13-14T01:59:00Z")]
    [InlineData("2026-03-14T24:00:00Z")]
    [InlineData("2026-03-14T01:60:00Z")]
    [InlineData("2026-03-14T01:59:60Z")]
    [InlineData("2026-03-14T01:59:00.Z")]
    [InlineData("2026-03-14T01:59:00.1234567890Z")]
    [InlineData("2026-03-14T01:59:00+0100")]
    [InlineData("2026-03-14T01:59:00+19:00")]
    [InlineData("05-12-2016T21:29:29Z")]
    [InlineData("9999-12-31T23:59:59-18:00")]
    public void TryParse_NoTimestamp_IsRefused(string text) => Assert.False(Timestamp.TryParse(text, out _));
}
