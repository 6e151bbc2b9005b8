using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Model;

/// <summary>
/// A JSON value in which expressions stand: in JSONata states strings of the form <c>{% … %}</c>, in JSONPath states members
/// whose name ends in <c>.$</c>. The compiled form is made once, on first use, and kept here.
/// </summary>
public sealed class Template(JsonData source) : IEquatable<Template>
{
    private object? compiled;

    /// <summary>The value as it stands in the document.</summary>
    public JsonData Source { get; } = source;

    public static implicit operator Template(JsonData source) => new(source);

    public bool Equals(Template? other) => other is not null && other.Source.Equals(Source);

    public override bool Equals(object? obj) => Equals(obj as Template);

    public override int GetHashCode() => Source.GetHashCode();

    public override string ToString() => Source.ToJson();

    /// <summary>The compiled form; a race only compiles twice. One template is only ever compiled for one query language.</summary>
    internal T Compiled<T>(Func<JsonData, T> compile)
        where T : class => (T)(compiled ??= compile(Source));
}
