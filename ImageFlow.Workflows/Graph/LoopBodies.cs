using ImageFlow.Asl.Values;

namespace ImageFlow.Workflows.Graph;

/// <summary>Finds out of the drawing whether a loop's body can stand alone.</summary>
internal static class LoopBodies
{
    private static readonly HashSet<string> Leaving = ["Elsa.Break", "Elsa.Finish"];

    /// <summary>Whether the body sets something outside of it, leaves the loop, or gives outputs that are used outside.</summary>
    public static bool NeedsItsSurroundings(ActivityNode loop, ActivityNode root)
    {
        if (!loop.Ports.TryGetValue("body", out ActivityNode? body))
        {
            return false;
        }

        List<ActivityNode> inside = [.. body.Descendants()];
        HashSet<string> own = [.. inside.SelectMany(node => node.Variables ?? []).SelectMany(variable => new[] { variable.Id, variable.Name })];
        return IsBound(loop.Members["currentValue"])
            || inside.Exists(node => Leaving.Contains(node.Type) || node.Type == "Elsa.SetOutput" || (node.Type == "Elsa.SetVariable" && !own.Contains(Reference(node) ?? "")) || node.Members.Any(member => IsBound(member.Value)))
            || inside.Exists(node => node.Type is "Elsa.End" or "Elsa.Complete" && node == body)
            || IsUsedOutside(root, loop, inside);
    }

    private static string? Reference(ActivityNode node) => node.Members["variable"] is { } variable
        ? Binding.ExpressionBinder.Named(variable, "id") ?? Binding.ExpressionBinder.Named(variable, "name")
        : null;

    /// <summary>An output that the drawing binds to a variable or an output of the workflow.</summary>
    private static bool IsBound(JsonData? member) => member is ObjectData output && output["memoryReference"] is ObjectData reference && reference["id"] is StringData && !output.Contains("expression");

    private static bool IsUsedOutside(ActivityNode root, ActivityNode loop, List<ActivityNode> inside)
    {
        HashSet<ActivityNode> own = new(inside, ReferenceEqualityComparer.Instance);
        List<string> names = [.. inside.SelectMany(node => new[] { node.Id, node.Name }).OfType<string>().Distinct()];
        foreach (ActivityNode node in root.Descendants().Where(node => node != loop && !own.Contains(node)))
        {
            foreach (string text in node.Members.SelectMany(member => Texts(member.Value)))
            {
                if (text.Contains("From", StringComparison.Ordinal) && names.Exists(name => text.Contains(name, StringComparison.Ordinal)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<string> Texts(JsonData value) => value switch
    {
        StringData text => [text.Value],
        ObjectData members => members.SelectMany(member => Texts(member.Value)),
        ArrayData items => items.SelectMany(Texts),
        _ => [],
    };
}
