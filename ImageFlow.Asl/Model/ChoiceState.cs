using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Model;

public sealed record ChoiceState : State
{
    public override string Type => "Choice";

    public required IReadOnlyList<ChoiceRule> Choices { get; init; }

    public string? Default { get; init; }
}

/// <summary>One entry of <c>Choices</c>: a JSONata <see cref="Condition"/> or a JSONPath <see cref="Test"/>.</summary>
public sealed record ChoiceRule
{
    public required string Next { get; init; }

    /// <summary>JSONata: an expression in <c>{% %}</c>, or a boolean.</summary>
    public Template? Condition { get; init; }

    public ChoiceTest? Test { get; init; }

    public Template? Assign { get; init; }

    public Template? Output { get; init; }

    public string? Comment { get; init; }
}

/// <summary>A JSONPath choice rule's test.</summary>
public abstract record ChoiceTest;

public sealed record AllOf(IReadOnlyList<ChoiceTest> Tests) : ChoiceTest;

public sealed record AnyOf(IReadOnlyList<ChoiceTest> Tests) : ChoiceTest;

public sealed record Negation(ChoiceTest Test) : ChoiceTest;

/// <param name="Variable">A path.</param>
/// <param name="Operator">As written: <c>StringEquals</c>, <c>NumericLessThanPath</c>, <c>IsPresent</c> …</param>
/// <param name="Operand">What the operator compares with; for a <c>…Path</c> operator a path.</param>
public sealed record Comparison(string Variable, string Operator, JsonData Operand) : ChoiceTest;
