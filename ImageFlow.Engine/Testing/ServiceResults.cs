using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Testing;

/// <summary>
/// Whether a mocked result is one that the service could give. The table <c>service-results.json</c> holds the results' members, types and bounds of
/// the services that flows here use; what is not in it is not checked.
/// </summary>
internal static class ServiceResults
{
    private const string Sdk = "arn:aws:states:::aws-sdk:";
    private const string Optimised = "arn:aws:states:::";

    private static readonly Lazy<ObjectData> Table = new(Load);

    /// <summary>The first thing that is wrong, or <see langword="null"/>.</summary>
    /// <param name="isStrict">Whether required members have to be there.</param>
    public static string? Finding(string resource, JsonData result, bool isStrict)
    {
        (string service, string action) = Parts(resource);
        if (Table.Value[service] is not ObjectData model || model["results"] is not ObjectData results || results[action] is not StringData shape)
        {
            return null;
        }

        return new Check((ObjectData)model["shapes"]!, isStrict).Of(shape.Value, result, "result");
    }

    private static (string Service, string Action) Parts(string resource)
    {
        string name = resource.StartsWith(Sdk, StringComparison.Ordinal) ? resource[Sdk.Length..]
            : resource.StartsWith(Optimised, StringComparison.Ordinal) ? resource[Optimised.Length..]
            : "";
        string[] parts = name.Split(':');
        return parts.Length < 2 ? ("", "") : (parts[0] switch { "states" => "sfn", "eventbridge" => "events", string service => service }, parts[1]);
    }

    private static ObjectData Load()
    {
        using Stream stream = typeof(ServiceResults).Assembly.GetManifestResourceStream("service-results.json")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return (ObjectData)JsonData.Parse(copy.ToArray());
    }

    private sealed class Check(ObjectData shapes, bool isStrict)
    {
        /// <param name="shape">A name in the table, or a scalar: <c>type</c>, <c>type:least..greatest</c>, <c>enum:A|B</c>.</param>
        public string? Of(string shape, JsonData value, string field)
        {
            if (value is NullData)
            {
                return null;
            }

            if (shapes[shape] is not ObjectData compound)
            {
                return Scalar(shape, value, field);
            }

            if (compound["members"] is ObjectData members)
            {
                return value is ObjectData structure ? Structure(compound, members, structure) : $"Field '{field}' must be an object";
            }

            if (compound["list"] is StringData item)
            {
                return value is ArrayData list ? list.Select(each => Of(item.Value, each, field)).FirstOrDefault(found => found is not null) : $"Field '{field}' must be an array";
            }

            string of = ((StringData)compound["map"]!).Value;
            return value is ObjectData map ? map.Select(each => Of(of, each.Value, each.Key)).FirstOrDefault(found => found is not null) : $"Field '{field}' must be an object";
        }

        private string? Structure(ObjectData shape, ObjectData members, ObjectData value)
        {
            if (isStrict && shape["required"] is ArrayData required
                && required.OfType<StringData>().FirstOrDefault(name => !value.Contains(name.Value)) is StringData missing)
            {
                return $"Required field '{missing.Value}' is missing";
            }

            return value
                .Select(member => members[member.Key] is StringData type ? Of(type.Value, member.Value, member.Key) : null)
                .FirstOrDefault(found => found is not null);
        }

        private static string? Scalar(string shape, JsonData value, string field)
        {
            string[] parts = shape.Split(':', 2);
            if (parts[0] == "enum")
            {
                return value is not StringData text ? $"Field '{field}' must be a string"
                    : parts[1].Split('|').Contains(text.Value) ? null : $"Field '{field}' is not an expected value";
            }

            string[] bounds = parts.Length == 2 ? parts[1].Split("..") : ["", ""];
            return (parts[0], value) switch
            {
                ("string" or "character" or "blob", StringData text) => Bounded(text.Value.Length, bounds, $"Field '{field}' is smaller than the minimum length", $"Field '{field}' exceeds the maximum length"),
                ("string" or "character" or "blob", _) => parts[0] == "blob" ? null : $"Field '{field}' must be a string",
                ("integer" or "long", NumberData number) when number.Value == Math.Floor(number.Value) => Ranged(number, bounds, field),
                ("integer" or "long", _) => $"Field '{field}' must be an integer",
                ("float" or "double", NumberData number) => Ranged(number, bounds, field),
                ("float" or "double", _) => $"Field '{field}' must be a number",
                ("boolean", not BooleanData) => $"Field '{field}' must be a boolean",
                ("timestamp", not (StringData or NumberData)) => $"Field '{field}' must be a timestamp",
                _ => null,
            };
        }

        private static string? Ranged(NumberData number, string[] bounds, string field) =>
            Bounded(number.Value, bounds, $"Field '{field}' is less than the minimum value", $"Field '{field}' exceeds the maximum value");

        private static string? Bounded(double size, string[] bounds, string below, string above) =>
            bounds[0] is { Length: > 0 } least && size < double.Parse(least, CultureInfo.InvariantCulture) ? below
            : bounds[1] is { Length: > 0 } greatest && size > double.Parse(greatest, CultureInfo.InvariantCulture) ? above
            : null;
    }
}
