using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;
using static ImageFlow.Asl.Validation.PartSchemas;

namespace ImageFlow.Asl.Validation;

/// <summary>The objects that hold states: a state machine, a branch, an item processor.</summary>
internal static class GraphSchema
{
    private static readonly FieldRule[] Graph = [Both("StartAt", Text, isRequired: true), Both("States", new StatesRule(), isRequired: true), Both("Comment", Text)];

    public static readonly ObjectSchema Branch = new([.. Graph]);

    public static readonly ObjectSchema ItemProcessor = new([.. Graph, Both("ProcessorConfig", new ProcessorConfigRule())]);

    public static readonly ObjectSchema StateMachine = new(
    [
        .. Graph,
        Both("Version", new EnumRule("1.0")),
        Both("TimeoutSeconds", new NumberRule(0, MaxSeconds)),
        Both("QueryLanguage", new EnumRule("JSONPath", "JSONata")),
    ]);

    /// <summary>AWS takes a language for JSONPath only where it is exactly that word, and any other value for JSONata.</summary>
    public static QueryLanguage LanguageOf(JsonData? value, QueryLanguage fallback) => value switch
    {
        null => fallback,
        StringData { Value: "JSONPath" } => QueryLanguage.JsonPath,
        _ => QueryLanguage.Jsonata,
    };
}

/// <summary>The value of <c>States</c>.</summary>
internal sealed class StatesRule : ValueRule
{
    private const int LongestName = 80;

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not ObjectData states)
        {
            WrongType("Object", at, scope);
            return;
        }

        if (states.Count == 0)
        {
            scope.Findings.Add(FindingKind.Empty, at, "Value cannot be empty");
        }

        foreach ((string name, JsonData state) in states.Span)
        {
            Location place = at.Member(name);
            if (name.Length is 0 or > LongestName)
            {
                scope.Findings.Add(FindingKind.BadStateName, place, $"State name '{name}' exceeds the 80-character limit allowed by the service");
            }

            CheckState(state, place, scope);
        }
    }

    private static void CheckState(JsonData value, Location at, CheckScope scope)
    {
        if (value is not ObjectData state)
        {
            WrongType("Object", at, scope);
            return;
        }

        if (!state.TryGet("Type", out JsonData? type))
        {
            scope.Findings.Add(FindingKind.MissingField, at, "These fields are required: [Type]");
        }
        else if (type is StringData text && StateSchemas.All.TryGetValue(text.Value, out ObjectSchema? schema))
        {
            CheckTyped(state, schema, at, scope);
        }
        else
        {
            scope.Findings.Add(
                FindingKind.NotAllowed,
                at.Member("Type"),
                $"The field 'Type' should have one of these values: [{string.Join(", ", StateSchemas.All.Keys)}]");
        }
    }

    private static void CheckTyped(ObjectData state, ObjectSchema schema, Location at, CheckScope scope)
    {
        QueryLanguage language = GraphSchema.LanguageOf(state["QueryLanguage"], scope.MachineLanguage);
        if (language == QueryLanguage.JsonPath && scope.MachineLanguage == QueryLanguage.Jsonata)
        {
            // AWS leaves it at this: the fields of the refused language are not reported on top.
            scope.Findings.Add(FindingKind.LanguageDowngrade, at, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
            return;
        }

        schema.Check(state, at, scope with { Language = language });
    }
}

/// <summary>The value of <c>ProcessorConfig</c>.</summary>
internal sealed class ProcessorConfigRule : ValueRule
{
    private static readonly FieldRule Mode = Both("Mode", new EnumRule("INLINE", "DISTRIBUTED"));

    private static readonly ObjectSchema Inline = new([Mode]);

    private static readonly ObjectSchema Distributed = new([Mode, Both("ExecutionType", new EnumRule("STANDARD", "EXPRESS"), isRequired: true)]);

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        bool isDistributed = value is ObjectData config && config["Mode"] is StringData { Value: "DISTRIBUTED" };
        (isDistributed ? Distributed : Inline).Check(value, at, scope);
        if (isDistributed && scope.IsExpress)
        {
            scope.Findings.Add(
                FindingKind.NotInExpress,
                at.Member("Mode"),
                "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
        }
    }
}
