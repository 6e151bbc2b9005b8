using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// The client tokens of an execution's last redrives, as JSON text: <c>[token, redrive date, first use]</c> each, times in milliseconds since 1970. The
/// last ten are good for 15 minutes after their first use (API reference, RedriveExecution).
/// </summary>
internal static class RedriveTokens
{
    private const int MaxCount = 10;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="date">The redrive's, on the execution's own clock.</param>
    /// <param name="time">What the real clock says.</param>
    public static string With(string? tokens, string token, DateTimeOffset date, DateTimeOffset time)
    {
        ArrayData added = new(new StringData(token), NumberData.Of(date.ToUnixTimeMilliseconds()), NumberData.Of(time.ToUnixTimeMilliseconds()));
        IEnumerable<JsonData> others = Read(tokens).Where(entry => Token(entry) != token);
        return new ArrayData([.. others.Append(added).TakeLast(MaxCount)]).ToJson();
    }

    /// <summary>The date of the redrive that the token was first used for; <see langword="null"/> where it is not known any more.</summary>
    public static DateTimeOffset? Find(string? tokens, string token, DateTimeOffset time)
    {
        ArrayData? entry = Read(tokens).FirstOrDefault(entry => Token(entry) == token);
        return entry is not null && time - Time(entry[2]) < Lifetime ? Time(entry[1]) : null;
    }

    private static IEnumerable<ArrayData> Read(string? tokens) => tokens is null ? [] : ((ArrayData)JsonData.Parse(tokens)).Cast<ArrayData>();

    private static string Token(ArrayData entry) => ((StringData)entry[0]).Value;

    private static DateTimeOffset Time(JsonData milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)((NumberData)milliseconds).Value);
}
