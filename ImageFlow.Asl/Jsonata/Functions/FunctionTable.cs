using System.Collections.Frozen;

namespace ImageFlow.Asl.Jsonata.Functions;

/// <summary>The built-in functions by name, without the dollar sign.</summary>
internal static class FunctionTable
{
    private static readonly BuiltinFunction[] Common =
    [
        .. AggregateFunctions.All, .. StringFunctions.All, .. PatternFunctions.All, .. EncodingFunctions.All, .. NumberFunctions.All,
        .. ArrayFunctions.All, .. HigherOrderFunctions.All, .. ObjectFunctions.All, .. TypeFunctions.All, .. TimeFunctions.All,
    ];

    private static readonly FrozenDictionary<string, BuiltinFunction> Standard = Table([.. Common, .. EvalFunction.All]);

    private static readonly FrozenDictionary<string, BuiltinFunction> StepFunctions = Table([.. Common, .. StepFunctionsFunctions.All]);

    public static BuiltinFunction? Find(string name, JsonataMode mode) =>
        (mode == JsonataMode.Standard ? Standard : StepFunctions).GetValueOrDefault(name);

    /// <summary>Later entries replace earlier ones of the same name.</summary>
    private static FrozenDictionary<string, BuiltinFunction> Table(BuiltinFunction[] functions)
    {
        Dictionary<string, BuiltinFunction> table = new(StringComparer.Ordinal);
        foreach (BuiltinFunction function in functions)
        {
            table[function.Name] = function;
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
