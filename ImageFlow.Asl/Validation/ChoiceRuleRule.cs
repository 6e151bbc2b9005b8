using ImageFlow.Asl.Choices;
using ImageFlow.Asl.Values;
using static ImageFlow.Asl.Validation.PartSchemas;

namespace ImageFlow.Asl.Validation;

/// <summary>An entry of <c>Choices</c>, and in JSONPath states the tests inside it.</summary>
internal sealed class ChoiceRuleRule : ValueRule
{
    private const int MaxNesting = 64;

    private static readonly string[] Selectors = ["And", "Or", "Not", "Variable", "Condition"];

    private static readonly FieldRule[] RuleFields =
    [
        Both("Next", Text, isRequired: true),
        Both("Comment", Text),
        Both("Assign", new AssignRule(ExpressionNames.Plain)),
        JsonataOnly("Output", new TemplateRule(ExpressionNames.Plain)),
        JsonataOnly("Condition", new ConditionRule()),
    ];

    private static readonly FieldRule[] TestFields =
    [
        .. Selectors[..4].Select(name => PathOnly(name, new AnyRule())),
        .. ChoiceOperator.All.Keys.Select(name => PathOnly(name, new AnyRule())),
    ];

    private static readonly ObjectSchema Rule = new([.. RuleFields, .. TestFields]);

    private static readonly ObjectSchema Test = new([.. TestFields, Both("Comment", Text)]);

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        Rule.Check(value, at, scope);
        if (value is ObjectData rule)
        {
            CheckTest(rule, at, scope, 0);
        }
    }

    private static void CheckTest(ObjectData test, Location at, CheckScope scope, int depth)
    {
        if (Selectors.Count(test.Contains) != 1)
        {
            scope.Findings.Add(FindingKind.ExclusiveFields, at, $"The object must have only one of the following fields, [{string.Join(", ", Selectors)}]");
            return;
        }

        if (scope.IsJsonata)
        {
            return;
        }

        if (depth > MaxNesting)
        {
            scope.Findings.Add(FindingKind.TooDeep, at, $"The tests of a rule may be nested {MaxNesting} deep at most");
            return;
        }

        CheckList(test, "And", at, scope, depth);
        CheckList(test, "Or", at, scope, depth);
        if (test.TryGet("Not", out JsonData? negated))
        {
            CheckInner(negated, at.Member("Not"), scope, depth);
        }

        if (test.TryGet("Variable", out JsonData? variable))
        {
            new ReferencePathRule(PathForms.Any).Check(variable, at.Member("Variable"), scope);
            CheckOperator(test, at, scope);
        }
    }

    private static void CheckList(ObjectData test, string name, Location at, CheckScope scope, int depth)
    {
        if (!test.TryGet(name, out JsonData? value))
        {
            return;
        }

        if (value is not ArrayData tests)
        {
            WrongType("Array", at.Member(name), scope);
            return;
        }

        if (tests.Count == 0)
        {
            scope.Findings.Add(FindingKind.Empty, at.Member(name), "Value cannot be empty");
        }

        for (int i = 0; i < tests.Count; i++)
        {
            CheckInner(tests[i], at.Member(name).Item(i), scope, depth);
        }
    }

    private static void CheckInner(JsonData value, Location at, CheckScope scope, int depth)
    {
        Test.Check(value, at, scope);
        if (value is ObjectData test)
        {
            CheckTest(test, at, scope, depth + 1);
        }
    }

    private static void CheckOperator(ObjectData test, Location at, CheckScope scope)
    {
        ChoiceOperator[] operators = [.. test.Select(member => ChoiceOperator.All.GetValueOrDefault(member.Key)).OfType<ChoiceOperator>()];
        if (operators.Length != 1)
        {
            string names = string.Join(", ", operators.Length == 0 ? ChoiceOperator.All.Keys : operators.Select(choice => choice.Name));
            scope.Findings.Add(
                FindingKind.ExclusiveFields,
                at,
                operators.Length == 0 ? $"This object should have only one of the following fields: [{names}]" : $"There should only be one of the following fields: [{names}]");
            return;
        }

        ChoiceOperator choice = operators[0];
        OperandRule(choice).Check(test[choice.Name]!, at.Member(choice.Name), scope);
    }

    private static ValueRule OperandRule(ChoiceOperator choice) => choice switch
    {
        { IsPath: true } => new ReferencePathRule(PathForms.Any),
        { Operand: ChoiceOperand.Text } => Text,
        { Operand: ChoiceOperand.Number } => new NumberRule(null, null, isWhole: false),
        { Operand: ChoiceOperand.Timestamp } => new TimestampRule(),
        _ => new BooleanRule(),
    };

    private sealed class ConditionRule : ValueRule
    {
        public override void Check(JsonData value, Location at, CheckScope scope)
        {
            if (value is StringData)
            {
                ExpressionCheck.Check(value, at, scope, ExpressionNames.Plain, mustBeExpression: true);
            }
            else if (value is not BooleanData)
            {
                WrongType("[STRING]", at, scope);
            }
        }
    }
}
