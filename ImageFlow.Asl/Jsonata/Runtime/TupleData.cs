using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>
/// An item on its way through a path that binds variables (<c>@ # %</c>): its context and the variables bound so far. Tuples live
/// in sequences marked <see cref="ArrayMarks.TupleStream"/> and never leave an evaluation.
/// </summary>
internal sealed class TupleData : JsonData
{
    private readonly List<KeyValuePair<string, JsonData?>> variables;

    public TupleData(JsonData? context)
    {
        Context = context;
        variables = [];
    }

    /// <summary>A copy to which more can be added.</summary>
    public TupleData(TupleData other)
    {
        Context = other.Context;
        variables = [.. other.variables];
    }

    /// <summary>The item itself.</summary>
    public JsonData? Context { get; set; }

    public IReadOnlyList<KeyValuePair<string, JsonData?>> Variables => variables;

    public override JsonDataKind Kind => JsonDataKind.Object;

    public void Set(string name, JsonData? value)
    {
        for (int i = 0; i < variables.Count; i++)
        {
            if (variables[i].Key == name)
            {
                variables[i] = new(name, value);
                return;
            }
        }

        variables.Add(new(name, value));
    }

    /// <summary>Takes over the context and all variables of another tuple.</summary>
    public void Merge(TupleData other)
    {
        Context = other.Context;
        foreach ((string name, JsonData? value) in other.variables)
        {
            Set(name, value);
        }
    }

    public bool TryGet(string name, out JsonData? value)
    {
        foreach ((string key, JsonData? bound) in variables)
        {
            if (key == name)
            {
                value = bound;
                return true;
            }
        }

        value = null;
        return false;
    }

    public override void WriteTo(Utf8JsonWriter writer) => (Context ?? NullData.Instance).WriteTo(writer);

    public override bool Equals(JsonData? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
