using System.Globalization;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>
/// A field that is a number, in JSONata states an expression, or in JSONPath states a path in its twin (<c>Seconds</c>, <c>SecondsPath</c>).
/// </summary>
/// <param name="Name">The field's name; the twin's has <c>Path</c> behind it.</param>
/// <param name="Maximum">The greatest value; the least is 0.</param>
/// <param name="IsWhole">Whether the value must be a whole number.</param>
/// <param name="OutOfRange">For limits of Map states: what AWS says of a value at the path that is out of range; <c>{0}</c> is the value.</param>
internal sealed record NumericField(string Name, double Maximum, bool IsWhole = true, string? OutOfRange = null)
{
    private string PathName => Name + "Path";

    /// <summary>The value, or <see langword="null"/> where neither field is there.</summary>
    /// <exception cref="StatesException">The value is none.</exception>
    public double? Resolve(JsonData? literal, string? path, QueryLanguage language, StateScope scope)
    {
        if (path is not null)
        {
            return FromPath(path, scope);
        }

        return literal switch
        {
            null => null,
            NumberData number => number.Value,
            _ when language == QueryLanguage.Jsonata => FromExpression(literal, scope),
            _ => throw new StatesException(StateErrors.Runtime, $"The {Name} field must be a number but was: {literal.ToJson()}"),
        };
    }

    private double FromExpression(JsonData literal, StateScope scope)
    {
        NumberData value = (NumberData)TypedFields.Evaluate(JsonataTemplate.Cached(literal), scope, Name, JsonDataKind.Number);
        if (IsWhole && value.Value != Math.Truncate(value.Value))
        {
            throw Failed($"The {Name} field cannot be parsed as an integer: {value.ToJson()}");
        }

        return value.Value >= 0 && value.Value <= Maximum
            ? value.Value
            : throw Failed(string.Create(CultureInfo.InvariantCulture, $"{Name} must be between 0 and {Maximum} but was: {value.ToJson()}"));
    }

    private StatesException Failed(string cause) => new(StateErrors.QueryEvaluationError, cause, Name);

    private double FromPath(string path, StateScope scope)
    {
        JsonData value;
        try
        {
            value = PathQueryCache.Get(path).Evaluate(scope);
        }
        catch (JsonPathException)
        {
            throw new StatesException(StateErrors.Runtime, $"The {PathName} parameter does not reference an input value: {path}");
        }

        if (value is not NumberData number || (IsWhole && number.Value != Math.Truncate(number.Value)))
        {
            throw new StatesException(StateErrors.Runtime, Misfit(path, value));
        }

        if (number.Value >= 0 && (OutOfRange is null || number.Value <= Maximum))
        {
            return number.Value;
        }

        string cause = OutOfRange is null
            ? $"The {PathName} parameter references a negative value: {path} == {value.ToJson()}"
            : OutOfRange.Replace("{0}", value.ToJson(), StringComparison.Ordinal);
        throw new StatesException(StateErrors.Runtime, cause);
    }

    private string Misfit(string path, JsonData value)
    {
        string text = value is StringData literal ? literal.Value : value.ToJson();
        return OutOfRange is not null
            ? $"The {PathName} field refers to value \"{text}\" which is not a valid {(IsWhole ? "integer" : "float")}: {path}"
            : $"The {PathName} parameter cannot be parsed as a long value: {path} == {text}";
    }
}
