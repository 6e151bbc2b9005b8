using System.Globalization;
using System.Text.RegularExpressions;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Connections;

/// <summary>What a request of EventBridge's API may hold. Findings are in AWS's sentences; they never repeat a secret.</summary>
internal abstract record RequestShape
{
    /// <summary>Whether the value is never shown, also not in a finding.</summary>
    public bool IsSecret { get; init; }

    public abstract IEnumerable<string> Findings(JsonData value, string path);

    protected string Failed(JsonData value, string path, string constraint) =>
        $"{(IsSecret ? "Value" : $"Value '{Shortened(value)}'")} at '{path}' failed to satisfy constraint: {constraint}";

    protected static string WrongType(JsonData value, string path, string expected) =>
        $"The member at '{path}' is of the type {value.Kind} and must be of the type {expected}";

    private static string Shortened(JsonData value)
    {
        string text = value is StringData plain ? plain.Value : value.ToJson();
        return text.Length > 512 ? text[..512] + "…" : text;
    }

    /// <param name="Pattern">The whole text has to match; <see langword="null"/> for any text.</param>
    internal sealed record Text(int Least, int Greatest, string? Pattern = null) : RequestShape
    {
        private readonly Regex? pattern = Pattern is null ? null : new Regex($"^(?:{Pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

        public override IEnumerable<string> Findings(JsonData value, string path)
        {
            if (value is not StringData text)
            {
                yield return WrongType(value, path, "String");
                yield break;
            }

            if (text.Value.Length < Least)
            {
                yield return Failed(value, path, $"Member must have length greater than or equal to {Least}");
            }

            if (text.Value.Length > Greatest)
            {
                yield return Failed(value, path, $"Member must have length less than or equal to {Greatest}");
            }
            else if (pattern?.IsMatch(text.Value) == false)
            {
                yield return Failed(value, path, $"Member must satisfy regular expression pattern: {Pattern}");
            }
        }
    }

    internal sealed record Choice(params string[] Values) : RequestShape
    {
        public override IEnumerable<string> Findings(JsonData value, string path)
        {
            if (value is not StringData text || !Values.Contains(text.Value))
            {
                yield return Failed(value, path, $"Member must satisfy enum value set: [{string.Join(", ", Values)}]");
            }
        }
    }

    internal sealed record Number(int Least, int Greatest) : RequestShape
    {
        public override IEnumerable<string> Findings(JsonData value, string path)
        {
            if (value is not NumberData || !int.TryParse(value.ToJson(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            {
                yield return WrongType(value, path, "Integer");
            }
            else if (number < Least || number > Greatest)
            {
                yield return Failed(value, path, $"Member must have value {(number < Least ? $"greater than or equal to {Least}" : $"less than or equal to {Greatest}")}");
            }
        }
    }

    internal sealed record Flag : RequestShape
    {
        public override IEnumerable<string> Findings(JsonData value, string path) => value is BooleanData ? [] : [WrongType(value, path, "Boolean")];
    }

    internal sealed record ListOf(RequestShape Item, int Greatest) : RequestShape
    {
        public override IEnumerable<string> Findings(JsonData value, string path)
        {
            if (value is not ArrayData items)
            {
                return [WrongType(value, path, "List")];
            }

            return items.Count > Greatest
                ? [$"Value at '{path}' failed to satisfy constraint: Member must have length less than or equal to {Greatest}"]
                : items.SelectMany((item, i) => Item.Findings(item, $"{path}.{i + 1}.member"));
        }
    }

    /// <param name="Members">A name that ends in <c>!</c> is required. Members that are not named are ignored, as AWS does.</param>
    internal sealed record Structure(params (string Name, RequestShape Shape)[] Members) : RequestShape
    {
        public override IEnumerable<string> Findings(JsonData value, string path)
        {
            if (value is not ObjectData given)
            {
                yield return WrongType(value, path, "Structure");
                yield break;
            }

            foreach ((string marked, RequestShape shape) in Members)
            {
                string name = marked.TrimEnd('!');
                string inner = (path.Length == 0 ? "" : path + ".") + char.ToLowerInvariant(name[0]) + name[1..];
                if (given[name] is { Kind: not JsonDataKind.Null } member)
                {
                    foreach (string finding in shape.Findings(member, inner))
                    {
                        yield return finding;
                    }
                }
                else if (marked.EndsWith('!'))
                {
                    yield return $"Value null at '{inner}' failed to satisfy constraint: Member must not be null";
                }
            }
        }
    }
}
