using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>What an argument must be.</summary>
[Flags]
internal enum Accepts
{
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    Array = 16,
    Object = 32,
    Any = Null | Boolean | Number | Text | Array | Object,
}

/// <summary>An intrinsic function: its signature as data, and what it does with arguments that fit.</summary>
/// <param name="Name">With the prefix <c>States.</c>.</param>
/// <param name="Parameters">What each argument must be; the last one stands for all further ones where <paramref name="IsVariadic"/>.</param>
/// <param name="Required">How many arguments a call must have at least.</param>
/// <param name="IsVariadic">Whether more arguments than parameters are allowed.</param>
/// <param name="Body">Throws <see cref="IntrinsicFailure"/> for values out of bounds.</param>
internal sealed record IntrinsicFunction(
    string Name,
    Accepts[] Parameters,
    int Required,
    bool IsVariadic,
    Func<JsonData[], StateScope, JsonData> Body)
{
    /// <summary>Whether the first argument is a template in which escaped braces are told from placeholders.</summary>
    public bool ReadsTemplate => Name == TextFunctions.FormatName;

    public string CountText => IsVariadic
        ? $"{Required} or more arguments"
        : Required == Parameters.Length ? $"{Required} argument(s)" : $"{Required} to {Parameters.Length} arguments";

    public bool AcceptsCount(int count) => count >= Required && (IsVariadic || count <= Parameters.Length);

    public JsonData Apply(JsonData[] arguments, StateScope scope)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            Accepts wanted = Parameters[Math.Min(i, Parameters.Length - 1)];
            if ((wanted & KindOf(arguments[i])) == 0)
            {
                throw Invalid();
            }
        }

        return Body(arguments, scope);
    }

    /// <summary>The failure for arguments that do not fit.</summary>
    public IntrinsicFailure Invalid() => InvalidIn(Name);

    public static IntrinsicFailure InvalidIn(string name) => new($"Invalid arguments in {name}");

    private static Accepts KindOf(JsonData value) => value.Kind switch
    {
        JsonDataKind.Null => Accepts.Null,
        JsonDataKind.Boolean => Accepts.Boolean,
        JsonDataKind.Number => Accepts.Number,
        JsonDataKind.String => Accepts.Text,
        JsonDataKind.Array => Accepts.Array,
        JsonDataKind.Object => Accepts.Object,
        _ => 0,
    };
}

/// <summary>All intrinsic functions by name.</summary>
internal static class IntrinsicFunctions
{
    public static IReadOnlyDictionary<string, IntrinsicFunction> All { get; } =
        ArrayFunctions.All.Concat(TextFunctions.All).Concat(JsonFunctions.All).Concat(MathFunctions.All)
            .ToDictionary(function => function.Name, StringComparer.Ordinal);

    public static IntrinsicFunction? Find(string name) => All.GetValueOrDefault(name);
}
