using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Jsonata;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>Which variables the fields of a state read.</summary>
internal sealed class VariableUses(QueryLanguage language)
{
    private readonly List<(string Variable, Location At)> uses = [];

    /// <summary>The variables and the places that read them, in the order of the fields. Inner states are not looked into.</summary>
    public static IReadOnlyList<(string Variable, Location At)> Of(State state, QueryLanguage language, Location at)
    {
        VariableUses found = new(language);
        found.AddCommon(state, at);
        found.AddOwn(state, at);
        return found.uses;
    }

    private void AddCommon(State state, Location at)
    {
        AddPath(state.InputPath, at, "InputPath");
        AddPath(state.OutputPath, at, "OutputPath");
        AddTemplate(state.Parameters, at, "Parameters");
        AddTemplate(state.Arguments, at, "Arguments");
        AddTemplate(state.ResultSelector, at, "ResultSelector");
        AddTemplate(state.Assign, at, "Assign");
        AddTemplate(state.Output, at, "Output");
        if (state is RecoverableState recoverable)
        {
            for (int i = 0; i < recoverable.Catch.Count; i++)
            {
                AddTemplate(recoverable.Catch[i].Assign, at.Member("Catch").Item(i), "Assign");
                AddTemplate(recoverable.Catch[i].Output, at.Member("Catch").Item(i), "Output");
            }
        }
    }

    private void AddOwn(State state, Location at)
    {
        switch (state)
        {
            case TaskState task:
                AddTemplate(task.Credentials, at, "Credentials");
                AddNumber(task.TimeoutSeconds, task.TimeoutSecondsPath, at, "TimeoutSeconds");
                AddNumber(task.HeartbeatSeconds, task.HeartbeatSecondsPath, at, "HeartbeatSeconds");
                break;
            case WaitState wait:
                AddNumber(wait.Seconds, wait.SecondsPath, at, "Seconds");
                AddNumber(AsData(wait.Timestamp), wait.TimestampPath, at, "Timestamp");
                break;
            case FailState fail:
                AddNumber(AsData(fail.Error), fail.ErrorPath, at, "Error");
                AddNumber(AsData(fail.Cause), fail.CausePath, at, "Cause");
                break;
            case ChoiceState choice:
                for (int i = 0; i < choice.Choices.Count; i++)
                {
                    AddRule(choice.Choices[i], at.Member("Choices").Item(i));
                }

                break;
            case MapState map:
                AddMap(map, at);
                break;
        }
    }

    private void AddMap(MapState map, Location at)
    {
        AddTemplate(map.Items, at, "Items");
        AddPath(AsData(map.ItemsPath), at, "ItemsPath");
        AddTemplate(map.ItemSelector, at, "ItemSelector");
        AddTemplate(map.ItemReader?.Parameters, at, "ItemReader");
        AddTemplate(map.ItemBatcher?.BatchInput, at, "ItemBatcher");
        AddTemplate(map.ResultWriter?.Parameters, at, "ResultWriter");
        AddNumber(map.MaxConcurrency, map.MaxConcurrencyPath, at, "MaxConcurrency");
        AddNumber(map.ToleratedFailureCount, map.ToleratedFailureCountPath, at, "ToleratedFailureCount");
        AddNumber(map.ToleratedFailurePercentage, map.ToleratedFailurePercentagePath, at, "ToleratedFailurePercentage");
    }

    private void AddRule(ChoiceRule rule, Location at)
    {
        AddTemplate(rule.Condition, at, "Condition");
        AddTemplate(rule.Assign, at, "Assign");
        AddTemplate(rule.Output, at, "Output");
        if (rule.Test is not null)
        {
            AddTest(rule.Test, at);
        }
    }

    private void AddTest(ChoiceTest test, Location at)
    {
        switch (test)
        {
            case AllOf all:
                AddTests(all.Tests, at.Member("And"));
                break;
            case AnyOf any:
                AddTests(any.Tests, at.Member("Or"));
                break;
            case Negation negation:
                AddTest(negation.Test, at.Member("Not"));
                break;
            case Comparison comparison:
                AddPath(AsData(comparison.Variable), at, "Variable");
                if (comparison.Operator.EndsWith("Path", StringComparison.Ordinal))
                {
                    AddPath(comparison.Operand, at, comparison.Operator);
                }

                break;
        }
    }

    private void AddTests(IReadOnlyList<ChoiceTest> tests, Location at)
    {
        for (int i = 0; i < tests.Count; i++)
        {
            AddTest(tests[i], at.Item(i));
        }
    }

    private void AddNumber(JsonData? value, string? path, Location at, string field)
    {
        AddPath(AsData(path), at, field + "Path");
        if (language == QueryLanguage.Jsonata && value is not null)
        {
            AddExpressions(value, at.Member(field));
        }
    }

    private void AddTemplate(Template? template, Location at, string field)
    {
        if (template is null)
        {
            return;
        }

        if (language == QueryLanguage.Jsonata)
        {
            AddExpressions(template.Source, at.Member(field));
        }
        else
        {
            AddQueries(template.Source, at.Member(field));
        }
    }

    private void AddQueries(JsonData value, Location at)
    {
        switch (value)
        {
            case ArrayData items:
                for (int i = 0; i < items.Count; i++)
                {
                    AddQueries(items[i], at.Item(i));
                }

                break;
            case ObjectData members:
                foreach ((string name, JsonData member) in members.Span)
                {
                    if (PayloadTemplate.IsQueryName(name))
                    {
                        AddPath(member, at, name);
                    }
                    else
                    {
                        AddQueries(member, at.Member(name));
                    }
                }

                break;
        }
    }

    private void AddExpressions(JsonData value, Location at)
    {
        switch (value)
        {
            case StringData text when JsonataTemplate.IsExpression(text.Value):
                uses.AddRange(FreeVariables(JsonataTemplate.Strip(text.Value)).Select(name => (name, at)));
                break;
            case ArrayData items:
                for (int i = 0; i < items.Count; i++)
                {
                    AddExpressions(items[i], at.Item(i));
                }

                break;
            case ObjectData members:
                foreach ((string name, JsonData member) in members.Span)
                {
                    AddExpressions(member, at.Member(name));
                }

                break;
        }
    }

    private void AddPath(JsonData? path, Location at, string field)
    {
        if (path is not StringData text)
        {
            return;
        }

        try
        {
            uses.AddRange(PathQueryCache.Get(text.Value).Variables.Select(name => (name, at.Member(field))));
        }
        catch (JsonPathException)
        {
            // Not a path: a finding of its own, and it reads nothing.
            return;
        }
    }

    private static IEnumerable<string> FreeVariables(string expression)
    {
        try
        {
            return ExpressionCache.Get(expression).FreeVariables.Where(name => name != "states");
        }
        catch (JsonataException)
        {
            // Not an expression: a finding of its own, and it reads nothing.
            return [];
        }
    }

    private static StringData? AsData(string? text) => text is null ? null : new StringData(text);
}
