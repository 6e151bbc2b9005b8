using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>Reads what stands in the arrays of a pattern, and refuses in AWS's words.</summary>
internal static class TestReader
{
    public static IReadOnlyList<Test> ReadAll(ArrayData tests) =>
        tests.Count == 0 ? throw new InvalidPatternException("Empty arrays are not allowed") : [.. tests.Select(Read)];

    private static Test Read(JsonData value) => value switch
    {
        ArrayData => throw new InvalidPatternException("Match value must be String, number, true, false, or null"),
        ObjectData { Count: 0 } => throw new InvalidPatternException("Match expression name not found"),
        ObjectData expression => Read(expression),
        _ => new Test.Exactly(value),
    };

    private static Test Read(ObjectData expression)
    {
        (string name, JsonData value) = expression[0];
        Test test = name switch
        {
            "exact" => new Test.Exactly(Text(value, "exact match pattern must be a string")),
            "prefix" => Affix(name, value, (text, ignoreCase) => new Test.Starts(text, ignoreCase)),
            "suffix" => Affix(name, value, (text, ignoreCase) => new Test.Ends(text, ignoreCase)),
            "equals-ignore-case" => new Test.SameIgnoringCase(Text(value, "equals-ignore-case match pattern must be a string")),
            "wildcard" => Wildcard(Text(value, "wildcard match pattern must be a string")),
            "numeric" => NumericReader.Read(value as ArrayData ?? throw new InvalidPatternException("Value of numeric must be an array.")),
            "exists" => value is BooleanData exists
                ? exists.Value ? new Test.Present() : new Test.Absent()
                : throw new InvalidPatternException("exists match pattern must be either true or false."),
            // The words of prefix, as AWS has them.
            "cidr" => Cidr(Text(value, "prefix match pattern must be a string")),
            "anything-but" => AnythingBut(value),
            _ => throw new InvalidPatternException($"Unrecognized match type {name}"),
        };
        return expression.Count == 1 ? test : throw new InvalidPatternException("Only one key allowed in match expression");
    }

    private static Test Affix(string name, JsonData value, Func<string, bool, Test> make) => value switch
    {
        ObjectData { Count: > 0 } inner when inner[0].Key == "equals-ignore-case" =>
            make(Text(inner[0].Value, "equals-ignore-case match pattern must be a string"), true),
        ObjectData { Count: > 0 } inner => throw new InvalidPatternException($"Unsupported {name} pattern: {inner[0].Key}"),
        _ => make(Text(value, $"{name} match pattern must be a string"), false),
    };

    private static Test.None AnythingBut(JsonData value) => value switch
    {
        StringData or NumberData => new Test.None([new Test.Exactly(value)]),
        ArrayData list => new Test.None([.. Plain(list)]),
        ObjectData { Count: 1 } inner => new Test.None([.. Inner(inner[0].Key, inner[0].Value)]),
        ObjectData { Count: > 1 } => throw new InvalidPatternException("Only one key allowed in match expression"),
        _ => throw new InvalidPatternException("Value of anything-but must be an array or single string/number value."),
    };

    private static IEnumerable<Test> Plain(ArrayData list)
    {
        if (list.Count == 0)
        {
            throw new InvalidPatternException("Empty arrays are not allowed");
        }

        if (list.Any(element => element is not (StringData or NumberData)))
        {
            throw new InvalidPatternException("Inside anything but list, start|null|boolean is not supported.");
        }

        return list.Select(element => element.Kind).Distinct().Count() == 1
            ? list.Select(element => new Test.Exactly(element))
            : throw new InvalidPatternException("Inside anything but list, either all values are number or string, mixed type is not supported");
    }

    private static IEnumerable<Test> Inner(string name, JsonData value)
    {
        Func<string, Test> make = name switch
        {
            "prefix" => text => new Test.Starts(text, false),
            "suffix" => text => new Test.Ends(text, false),
            "equals-ignore-case" => text => new Test.SameIgnoringCase(text),
            "wildcard" => Wildcard,
            _ => throw new InvalidPatternException($"Unsupported anything-but pattern: {name}"),
        };
        bool affix = name is "prefix" or "suffix";
        string inList = $"Inside anything-but/{name} list, number|start|null|boolean is not supported.";
        string[] texts = value is ArrayData list
            ? [.. list.Select(element => Text(element, inList))]
            : [Text(value, affix ? "prefix/suffix match pattern must be a string" : inList)];
        return texts.Length == 0 ? throw new InvalidPatternException("Empty arrays are not allowed")
            : affix && texts.Contains("") ? throw new InvalidPatternException("Null prefix/suffix not allowed")
            : texts.Select(make).ToArray();
    }

    /// <summary><c>*</c> stands for any text; <c>\*</c> and <c>\\</c> for themselves. Positions count the opening quote.</summary>
    private static Test.Wildcard Wildcard(string pattern)
    {
        List<string> parts = [];
        StringBuilder part = new();
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    throw new InvalidPatternException(string.Create(CultureInfo.InvariantCulture, $"Consecutive wildcard characters at pos {i + 1}"));
                case '*':
                    parts.Add(part.ToString());
                    part.Clear();
                    break;
                case '\\' when i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\':
                    part.Append(pattern[++i]);
                    break;
                case '\\':
                    throw new InvalidPatternException(string.Create(CultureInfo.InvariantCulture, $"Invalid escape character at pos {i + 1}"));
                default:
                    part.Append(pattern[i]);
                    break;
            }
        }

        parts.Add(part.ToString());
        return new Test.Wildcard(parts);
    }

    private static Test.Network Cidr(string cidr)
    {
        if (cidr.Split('/') is not [var network, var mask])
        {
            throw new InvalidPatternException("Malformed CIDR, one '/' required");
        }

        if (!int.TryParse(mask, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int bits))
        {
            throw new InvalidPatternException("Malformed CIDR, mask bits must be an integer");
        }

        if (bits < 0)
        {
            throw new InvalidPatternException("Malformed CIDR, mask bits must not be negative");
        }

        if (!IPAddress.TryParse(network, out IPAddress? address) || (address.AddressFamily == AddressFamily.InterNetwork && network.Split('.').Length != 4))
        {
            throw new InvalidPatternException($"Nonstandard IP address: {network}");
        }

        byte[] bytes = address.GetAddressBytes();
        return (bytes.Length, bits) switch
        {
            (4, > 31) => throw new InvalidPatternException("IPv4 mask bits must be < 32"),
            (16, > 127) => throw new InvalidPatternException("IPv6 mask bits must be < 128"),
            _ => new Test.Network(Test.Network.BitsOf(bytes), bytes.Length, bits),
        };
    }

    private static string Text(JsonData value, string reason) => value is StringData text ? text.Value : throw new InvalidPatternException(reason);
}
