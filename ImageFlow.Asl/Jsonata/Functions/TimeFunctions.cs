using ImageFlow.Asl.Jsonata.Pictures;
using ImageFlow.Asl.Jsonata.Runtime;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>Functions about time. Times are milliseconds since 1970.</summary>
internal static class TimeFunctions
{
    public static BuiltinFunction[] All { get; } =
    [
        new("now", "<s?s?:s>", 2, (call, args) => Format(Now(call), args[0], args[1], call.Run)),
        new("millis", "<:n>", 0, (call, _) => new NumberData(Now(call))),
        new("toMillis", "<s-s?:n>", 2, ToMillis),
        new("fromMillis", "<n-s?s?:s>", 3, (call, args) => args[0] is NumberData millis ? Format(millis.Value, args[1], args[2], call.Run) : null),
    ];

    private static double Now(CallContext call) => call.Run.Environment.Now.ToUnixTimeMilliseconds();

    private static StringData Format(double millis, JsonData? picture, JsonData? timezone, Run run) =>
        new(TimeFormatter.Format(millis, (picture as StringData)?.Value, (timezone as StringData)?.Value, run));

    private static NumberData? ToMillis(CallContext call, ReadOnlySpan<JsonData?> args)
    {
        if (args[0] is not StringData text)
        {
            return null;
        }

        if (args[1] is not StringData picture)
        {
            return new NumberData(IsoTime.Parse(text.Value) ?? throw new JsonataException("D3110", value: text));
        }

        call.Run.Charge(50 + picture.Value.Length);
        return TimeParser.Parse(text.Value, picture.Value, () => new CivilDate((long)Now(call)), call.Run.Dialect.HasFixedDateWidths) is { } millis
            ? Numbers.Result(millis, call.Run)
            : null;
    }
}
