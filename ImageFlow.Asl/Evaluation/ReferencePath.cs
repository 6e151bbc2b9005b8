using System.Globalization;
using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>Writing at a reference path without changing the value written into.</summary>
internal static class ReferencePath
{
    public static JsonData Write(string path, JsonData target, JsonData value)
    {
        if (path == "$")
        {
            return value;
        }

        if (PathQueryCache.Get(path) is not RootedPath { Root: PathRoot.Input, IsReferencePath: true } reference)
        {
            throw new StatesException(StateErrors.Runtime, $"Invalid path '{path}' : Value is not a Reference Path");
        }

        return Put(target, reference.Path.Steps, value, target);
    }

    /// <summary>A copy of <paramref name="target"/> with the value put in.</summary>
    private static JsonData Put(JsonData? target, ReadOnlySpan<PathStep> steps, JsonData value, JsonData whole)
    {
        if (steps.IsEmpty)
        {
            return value;
        }

        switch (steps[0])
        {
            case MemberStep member when target is null or ObjectData:
                ObjectData members = target as ObjectData ?? ObjectData.Empty;
                return members.With(member.Name, Put(members[member.Name], steps[1..], value, whole));
            case IndexStep index when target is ArrayData items && index.Index < items.Count:
                JsonData placed = Put(items[index.Index], steps[1..], value, whole);
                return new ArrayData([.. items.Take(index.Index), placed, .. items.Skip(index.Index + 1)]);
            default:
                string step = steps[0] is MemberStep misfit ? misfit.Name : ((IndexStep)steps[0]).Index.ToString(CultureInfo.InvariantCulture);
                throw new StatesException(StateErrors.ReferencePathConflict, $"Unable to apply step \"{step}\" to input {whole.ToJson()}");
        }
    }
}
