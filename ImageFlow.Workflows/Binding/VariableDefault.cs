using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Binding;

/// <summary>What a variable begins with.</summary>
internal static class VariableDefault
{
    /// <summary>The default as the variable's type; null where there is none. One that is no value of the type is a finding.</summary>
    public static JsonData Of(WorkflowVariable variable, Findings findings)
    {
        if (variable.DefaultValue is not { } value || value is StringData { Value.Length: 0 } && DataType.FromAlias(variable.TypeName).Kind != DataKind.String)
        {
            return NullData.Instance;
        }

        try
        {
            return ExpressionBinder.Convert(value, variable.IsArray ? variable.TypeName + "[]" : variable.TypeName);
        }
        catch (Expressions.ExpressionException problem)
        {
            findings.Error(problem.Code, "/variables", $"The default of the variable '{variable.Name}': {problem.Message}", problem.Hint);
            return NullData.Instance;
        }
    }
}
