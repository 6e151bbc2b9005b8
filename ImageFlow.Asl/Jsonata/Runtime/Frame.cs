using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>
/// One scope of variables; scopes are linked to the ones around them. Most hold one to three variables, which lie in fields, so
/// that a call costs one object.
/// </summary>
internal sealed class Frame
{
    private readonly Frame? outer;
    private readonly IReadOnlyDictionary<string, JsonData>? given;
    private string? name0;
    private string? name1;
    private string? name2;
    private JsonData? value0;
    private JsonData? value1;
    private JsonData? value2;
    private Dictionary<string, JsonData?>? more;

    /// <summary>The outermost scope, with the variables that the caller of the evaluation gave.</summary>
    public Frame(Run run, IReadOnlyDictionary<string, JsonData> given)
    {
        Run = run;
        this.given = given;
    }

    public Frame(Frame outer)
    {
        Run = outer.Run;
        this.outer = outer;
    }

    /// <summary>A scope in which the variables of a tuple are bound.</summary>
    public Frame(Frame outer, TupleData tuple)
        : this(outer) => Tuple = tuple;

    public Run Run { get; }

    private TupleData? Tuple { get; }

    public void Bind(string name, JsonData? value)
    {
        if (name0 is null || name0 == name)
        {
            name0 = name;
            value0 = value;
        }
        else if (name1 is null || name1 == name)
        {
            name1 = name;
            value1 = value;
        }
        else if (name2 is null || name2 == name)
        {
            name2 = name;
            value2 = value;
        }
        else
        {
            (more ??= new Dictionary<string, JsonData?>(StringComparer.Ordinal))[name] = value;
        }
    }

    /// <summary>Whether the variable is bound here or outside; its value may be undefined all the same.</summary>
    public bool TryLookup(string name, out JsonData? value)
    {
        for (Frame? frame = this; frame is not null; frame = frame.outer)
        {
            if (frame.TryOwn(name, out value))
            {
                return true;
            }
        }

        value = null;
        return false;
    }

    private bool TryOwn(string name, out JsonData? value)
    {
        if (name0 is not null)
        {
            if (name0 == name)
            {
                value = value0;
                return true;
            }

            if (name1 is not null)
            {
                if (name1 == name)
                {
                    value = value1;
                    return true;
                }

                if (name2 == name)
                {
                    value = value2;
                    return true;
                }

                if (more is not null && more.TryGetValue(name, out value))
                {
                    return true;
                }
            }
        }

        if (Tuple is not null && Tuple.TryGet(name, out value))
        {
            return true;
        }

        if (given is not null && given.TryGetValue(name, out JsonData? bound))
        {
            value = bound;
            return true;
        }

        value = null;
        return false;
    }
}
