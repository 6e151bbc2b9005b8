using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>What a path field may hold besides a path from <c>$</c>.</summary>
[Flags]
internal enum PathForms
{
    None = 0,
    Null = 1,
    Context = 2,
    Variable = 4,
    Call = 8,
    Any = Context | Variable,
}

/// <summary>A path from which a state reads (ASL, section "Paths").</summary>
internal sealed class PathRule(PathForms forms) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is NullData && forms.HasFlag(PathForms.Null))
        {
            return;
        }

        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (!IsValid(text.Value))
        {
            scope.Findings.Add(FindingKind.BadPath, at, "Value must be a valid JSONPath.");
        }
    }

    private bool IsValid(string text)
    {
        try
        {
            return PathQueryCache.Get(text) is RootedPath path
                ? path.Root == PathRoot.Input || forms.HasFlag(path.Root == PathRoot.Context ? PathForms.Context : PathForms.Variable)
                : forms.HasFlag(PathForms.Call);
        }
        catch (JsonPathException)
        {
            return false;
        }
    }
}

/// <summary>A path that names one place (ASL, section "Reference Paths").</summary>
internal sealed class ReferencePathRule(PathForms forms) : ValueRule
{
    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is NullData && forms.HasFlag(PathForms.Null))
        {
            return;
        }

        if (value is not StringData text)
        {
            WrongType("[STRING]", at, scope);
        }
        else if (!text.Value.StartsWith('$'))
        {
            scope.Findings.Add(FindingKind.NotAReferencePath, at, "Value is not a Reference Path: Reference path didn't start with '$'");
        }
        else if (!IsValid(text.Value))
        {
            scope.Findings.Add(FindingKind.NotAReferencePath, at, "Value is not a Reference Path");
        }
    }

    private bool IsValid(string text)
    {
        try
        {
            return PathQueryCache.Get(text) is RootedPath { IsReferencePath: true } path
                && (path.Root == PathRoot.Input || forms.HasFlag(path.Root == PathRoot.Context ? PathForms.Context : PathForms.Variable));
        }
        catch (JsonPathException)
        {
            return false;
        }
    }
}
