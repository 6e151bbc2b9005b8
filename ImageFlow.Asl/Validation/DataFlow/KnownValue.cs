using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>
/// What can be said about a value before a state machine runs: every value that can occur at the place is one that this describes.
/// Immutable; parts are shared.
/// </summary>
internal abstract class KnownValue
{
    /// <summary>Sizes are added up no further than this.</summary>
    protected const long MaxBytes = 1L << 40;

    /// <summary>Nothing is known.</summary>
    public static KnownValue Anything { get; } = new Unknown();

    /// <summary>A lower bound of the value's size as JSON in UTF-8 bytes.</summary>
    public abstract long MinBytes { get; }

    /// <summary>Levels of objects and arrays that were put together here; those inside a literal do not count.</summary>
    public virtual int Depth => 0;

    public static KnownValue Text(long minBytes) => new Scalar(Math.Min(minBytes, MaxBytes));

    public static KnownValue Literal(JsonData value) => value switch
    {
        ObjectData or ArrayData => new Composite(value),
        _ => new Scalar(SizeOf(value)),
    };

    /// <summary>What the member is, or <see langword="null"/> where the value can have no such member.</summary>
    public virtual KnownValue? Member(string name) => null;

    /// <summary>What the item is, or <see langword="null"/> where the value can have no such item.</summary>
    /// <param name="index">From 0; negative counts from the end.</param>
    public virtual KnownValue? Item(int index) => null;

    /// <summary>The same with a literal's outermost level as an object or array of known values.</summary>
    public virtual KnownValue Expand() => this;

    /// <summary>Escapes are counted as one byte.</summary>
    private static long SizeOf(JsonData value) => value switch
    {
        StringData text => 2 + Encoding.UTF8.GetByteCount(text.Value),
        ArrayData items => 2 + Math.Max(0, items.Count - 1) + items.Sum(SizeOf),
        ObjectData members => 2 + Math.Max(0, members.Count - 1) + members.Sum(member => Encoding.UTF8.GetByteCount(member.Key) + 3 + SizeOf(member.Value)),
        _ => 1,
    };

    private sealed class Unknown : KnownValue
    {
        public override long MinBytes => 1;

        public override KnownValue Member(string name) => this;

        public override KnownValue Item(int index) => this;
    }

    /// <summary>A string, number, boolean or null.</summary>
    private sealed class Scalar(long minBytes) : KnownValue
    {
        public override long MinBytes => minBytes;
    }

    /// <summary>An object or array of the definition, opened up only where it is looked into.</summary>
    private sealed class Composite(JsonData value) : KnownValue
    {
        private KnownValue? expanded;
        private long size;

        public override long MinBytes => size > 0 ? size : size = SizeOf(value);

        public override KnownValue? Member(string name) => value is ObjectData ? Expand().Member(name) : null;

        public override KnownValue? Item(int index) => value is ArrayData ? Expand().Item(index) : null;

        public override KnownValue Expand() => expanded ??= value is ObjectData members
            ? members.Aggregate(KnownObject.Empty, (built, member) => built.With(member.Key, Literal(member.Value)))
            : new KnownArray([.. ((ArrayData)value).Select(Literal)]);
    }
}
