using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.StateFlows;

/// <summary>A way from one state to another, by the port of the activity that it leaves.</summary>
internal sealed record StateTransition(string Source, string Port, string Target)
{
    private static readonly (string Field, string Port)[] RuleFields = [("Choices", StateTypes.ChoicePort), ("Catch", StateTypes.CatchPort)];

    public static IEnumerable<StateTransition> Of(string name, ObjectData state)
    {
        if (state["Next"] is StringData next)
        {
            yield return new(name, StateTypes.Done, next.Value);
        }

        foreach ((string field, string port) in RuleFields)
        {
            int number = 0;
            foreach (JsonData rule in state[field] as ArrayData ?? ArrayData.Empty)
            {
                number++;
                yield return new(name, $"{port}{number}", ((StringData)((ObjectData)rule)["Next"]!).Value);
            }
        }

        if (state["Default"] is StringData otherwise)
        {
            yield return new(name, StateTypes.Default, otherwise.Value);
        }
    }

    /// <summary>The rules or catchers without their <c>Next</c>, which the connections say.</summary>
    public static ArrayData WithoutTargets(ArrayData rules) => new([.. rules.Select(rule => Without((ObjectData)rule))]);

    private static ObjectData Without(ObjectData rule)
    {
        ObjectDataBuilder rest = new();
        foreach ((string name, JsonData value) in rule.Where(member => member.Key != "Next"))
        {
            rest.Set(name, value);
        }

        return rest.Build();
    }
}
