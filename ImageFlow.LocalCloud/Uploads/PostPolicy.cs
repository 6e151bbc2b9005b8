using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>One condition of a POST policy. <c>Source</c> is the condition as it stands in the policy, for messages.</summary>
/// <param name="Operator"><c>eq</c> or <c>starts-with</c>.</param>
/// <param name="Field">The form field's name in lower case; <see langword="null"/> where the policy wrote it without <c>$</c>, which nothing meets.</param>
internal sealed record PolicyCondition(string Operator, string? Field, string Value, JsonData Source);

/// <summary>A POST policy ("Creating a POST Policy", Amazon S3 API Reference).</summary>
internal sealed record PostPolicy
{
    public required DateTimeOffset Expiration { get; init; }

    public required IReadOnlyList<PolicyCondition> Conditions { get; init; }

    /// <summary>The least and the most bytes that the file may have; <see langword="null"/> for no bounds.</summary>
    public (long Min, long Max)? ContentLength { get; init; }

    /// <param name="base64">The form field <c>policy</c>.</param>
    /// <exception cref="S3ErrorException"><c>InvalidPolicyDocument</c>.</exception>
    public static PostPolicy Read(string base64)
    {
        ObjectData document = Decode(base64);
        if (document["expiration"] is not StringData expiration)
        {
            throw S3ErrorException.InvalidPolicy("Policy missing expiration.");
        }

        if (!DateTimeOffset.TryParse(expiration.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            throw S3ErrorException.InvalidPolicy($"Invalid 'expiration' value: '{expiration.Value}'");
        }

        if (document["conditions"] is not ArrayData conditions)
        {
            throw S3ErrorException.InvalidPolicy("Policy missing conditions.");
        }

        return new PostPolicy
        {
            Expiration = time,
            Conditions = [.. conditions.Where(c => !IsRange(c)).Select(ReadCondition)],
            ContentLength = conditions.Where(IsRange).Select(ReadRange).LastOrDefault(),
        };
    }

    private static ObjectData Decode(string base64)
    {
        try
        {
            return JsonData.Parse(Convert.FromBase64String(base64)) as ObjectData ?? throw S3ErrorException.InvalidPolicy("Policy could not be converted to a map.");
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or DecoderFallbackException)
        {
            throw S3ErrorException.InvalidPolicy("Invalid JSON.");
        }
    }

    private static bool IsRange(JsonData condition) =>
        condition is ArrayData { Count: > 0 } list && list[0] is StringData name && name.Value.Equals("content-length-range", StringComparison.OrdinalIgnoreCase);

    private static (long Min, long Max)? ReadRange(JsonData condition) => (ArrayData)condition is [_, var min, var max]
        ? (Bound(min), Bound(max))
        : throw S3ErrorException.InvalidPolicy("Invalid Condition: wrong number of arguments.");

    private static long Bound(JsonData value) => value switch
    {
        NumberData number => (long)number.Value,
        StringData text when long.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        _ => throw S3ErrorException.InvalidPolicy("Invalid Condition: invalid value for content-length-range."),
    };

    private static PolicyCondition ReadCondition(JsonData condition) => condition switch
    {
        ObjectData { Count: 1 } simple when simple[0].Value is StringData value =>
            new PolicyCondition("eq", simple[0].Key.ToLowerInvariant(), value.Value, ArrayOf("eq", "$" + simple[0].Key, value.Value)),
        ObjectData { Count: 1 } => throw S3ErrorException.InvalidPolicy("Invalid Simple-Condition: value must be a string."),
        ObjectData => throw S3ErrorException.InvalidPolicy("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."),
        ArrayData { Count: 3 } list when list[0] is StringData op && list[1] is StringData field && list[2] is StringData value =>
            new PolicyCondition(Operator(op.Value), FieldName(field.Value), value.Value, ArrayOf(op.Value, field.Value, value.Value)),
        _ => throw S3ErrorException.InvalidPolicy("Invalid Condition: wrong number of arguments."),
    };

    private static string Operator(string name) => name.ToLowerInvariant() switch
    {
        "eq" => "eq",
        "starts-with" => "starts-with",
        _ => throw S3ErrorException.InvalidPolicy($"Invalid Condition: unknown operation '{name}'."),
    };

    private static string? FieldName(string reference) => reference.StartsWith('$') ? reference[1..].ToLowerInvariant() : null;

    private static ArrayData ArrayOf(params string[] items) => new([.. items.Select(item => new StringData(item))]);
}
