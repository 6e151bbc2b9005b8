namespace ImageFlow.Workflows.Lowering;

/// <summary>Gives each state a name that is unique in the whole machine: the node's own, of at most 80 characters (ASL, "States").</summary>
internal sealed class StateNames
{
    private const int MaxLength = 80;

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public string Take(string wanted)
    {
        string title = new string([.. wanted.Select(c => char.IsControl(c) ? ' ' : c)]).Trim() is { Length: > 0 } text ? text : "State";
        string name = Shorten(title, MaxLength);
        for (int i = 2; !taken.Add(name); i++)
        {
            string suffix = $" {i}";
            name = Shorten(title, MaxLength - suffix.Length) + suffix;
        }

        return name;
    }

    private static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int cut = length - 1;
        return (char.IsHighSurrogate(text[cut - 1]) ? text[..(cut - 1)] : text[..cut]) + "…";
    }
}
