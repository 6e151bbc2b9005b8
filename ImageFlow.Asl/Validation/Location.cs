using System.Globalization;
using System.Text;

namespace ImageFlow.Asl.Validation;

/// <summary>A place in a document. Rendered only when a finding is about it.</summary>
internal sealed class Location
{
    private readonly Location? parent;
    private readonly string? name;
    private readonly int index;

    private Location(Location? parent, string? name, int index)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    public static Location Root { get; } = new(null, null, -1);

    public Location Member(string member) => new(this, member, -1);

    public Location Item(int item) => new(this, null, item);

    /// <summary>The place as a JSON pointer (RFC 6901).</summary>
    public string ToPointer() => Render((text, step) =>
    {
        text.Append('/');
        if (step.name is null)
        {
            text.Append(step.index);
        }
        else
        {
            text.Append(step.name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
    });

    /// <summary>The place as AWS writes it: indices in brackets, names unescaped, <c>/</c> for the document.</summary>
    public string ToAwsLocation()
    {
        string text = Render((text, step) =>
        {
            if (step.name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step.index}]");
            }
            else
            {
                text.Append('/').Append(step.name);
            }
        });
        return text.Length == 0 ? "/" : text;
    }

    private string Render(Action<StringBuilder, Location> append)
    {
        Stack<Location> steps = [];
        for (Location step = this; step.parent is not null; step = step.parent)
        {
            steps.Push(step);
        }

        StringBuilder text = new();
        foreach (Location step in steps)
        {
            append(text, step);
        }

        return text.ToString();
    }
}
