using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.JsonPath;

/// <summary>A function at the end of a path: <c>$.items.length()</c>. After an indefinite path it sees the array of all results.</summary>
internal sealed class PathFunction
{
    private static readonly Dictionary<string, PathFunction> Known = new PathFunction[]
    {
        new("length", Length),
        new("size", Length),
        new("keys", value => value is ObjectData members ? new ArrayData([.. members.Select(member => new StringData(member.Key))]) : null),
        new("first", value => value is ArrayData { Count: > 0 } items ? items[0] : null),
        new("last", value => value is ArrayData { Count: > 0 } items ? items[^1] : null),
        new("min", value => OverNumbers(value, numbers => numbers.Min())),
        new("max", value => OverNumbers(value, numbers => numbers.Max())),
        new("sum", value => OverNumbers(value, numbers => numbers.Sum())),
        new("avg", value => OverNumbers(value, numbers => numbers.Average())),
        new("stddev", value => OverNumbers(value, StandardDeviation)),
    }.ToDictionary(function => function.Name, StringComparer.Ordinal);

    private readonly Func<JsonData, JsonData?> apply;

    private PathFunction(string name, Func<JsonData, JsonData?> apply)
    {
        Name = name;
        this.apply = apply;
    }

    public string Name { get; }

    public static PathFunction? Find(string name) => Known.GetValueOrDefault(name);

    /// <exception cref="JsonPathException">The function has no value for this.</exception>
    public JsonData Apply(JsonData value) =>
        apply(value) ?? throw new JsonPathException($"Aggregation function attempted to calculate value using empty array: {Name}()");

    private static NumberData? Length(JsonData value) => value switch
    {
        ArrayData items => NumberData.Of(items.Count),
        ObjectData members => NumberData.Of(members.Count),
        StringData text => NumberData.Of(text.Value.Length),
        _ => null,
    };

    private static NumberData? OverNumbers(JsonData value, Func<double[], double> aggregate)
    {
        double[] numbers = value is ArrayData items ? [.. items.OfType<NumberData>().Select(number => number.Value)] : [];
        return numbers.Length == 0 ? null : new NumberData(aggregate(numbers));
    }

    private static double StandardDeviation(double[] numbers)
    {
        double mean = numbers.Average();
        return Math.Sqrt(numbers.Sum(number => (number - mean) * (number - mean)) / numbers.Length);
    }
}
