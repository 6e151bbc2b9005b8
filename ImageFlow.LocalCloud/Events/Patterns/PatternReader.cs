using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>Reads the objects of a pattern; what stands in its arrays is read by <see cref="TestReader"/>.</summary>
internal static class PatternReader
{
    /// <summary>As many alternatives as all <c>$or</c> of a pattern may come to together (Amazon EventBridge quotas).</summary>
    private const int MaxChoices = 1000;

    private const string Or = "$or";

    private static readonly string[] Operators =
        ["exact", "prefix", "suffix", "anything-but", "numeric", "exists", "equals-ignore-case", "wildcard", "cidr"];

    public static EventPattern Read(ObjectData pattern) => new([.. Choices(pattern, "").Select(demands => demands.ToArray())]);

    private static List<IEnumerable<Demand>> Choices(ObjectData pattern, string path)
    {
        if (pattern.Count == 0)
        {
            throw new InvalidPatternException("Empty objects are not allowed");
        }

        List<IEnumerable<Demand>> choices = [[]];
        foreach ((string name, JsonData value) in pattern.Span)
        {
            string below = path.Length == 0 ? name : $"{path}.{name}";
            IReadOnlyList<IEnumerable<Demand>> more = value switch
            {
                ArrayData alternatives when name == Or && IsChoice(alternatives) =>
                    [.. alternatives.SelectMany(alternative => Choices((ObjectData)alternative, path))],
                ArrayData tests => [[new Demand(below, TestReader.ReadAll(tests))]],
                ObjectData section => Choices(section, below),
                _ => throw new InvalidPatternException($"\"{name}\" must be an object or an array"),
            };
            if (choices.Count * more.Count > MaxChoices)
            {
                throw new InvalidPatternException($"The $or expressions come to more than {MaxChoices} rule combinations");
            }

            choices = [.. from left in choices from right in more select left.Concat(right)];
        }

        return choices;
    }

    /// <summary>
    /// Whether <c>$or</c> is the operator: a list of at least two objects, none of them an operator. Otherwise it is a member's name like any other.
    /// </summary>
    private static bool IsChoice(ArrayData alternatives) =>
        alternatives.Count > 1 && alternatives.All(alternative => alternative is ObjectData { Count: > 0 } section && !section.Any(member => Operators.Contains(member.Key)));
}
