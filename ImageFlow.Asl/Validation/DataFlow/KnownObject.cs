using System.Collections.Immutable;
using System.Text;

namespace ImageFlow.Asl.Validation.DataFlow;

/// <summary>A member of a known object.</summary>
/// <param name="IsSure">Whether the member is always there.</param>
internal readonly record struct KnownMember(KnownValue Value, bool IsSure);

/// <summary>An object of which members are known.</summary>
/// <param name="isOpen">Whether it may have other members too.</param>
internal sealed class KnownObject(ImmutableDictionary<string, KnownMember> members, bool isOpen, long minBytes, int depth) : KnownValue
{
    public static KnownObject Empty { get; } = new(ImmutableDictionary.Create<string, KnownMember>(StringComparer.Ordinal), false, 2, 1);

    public static KnownObject Open { get; } = Empty.Opened();

    public ImmutableDictionary<string, KnownMember> Members => members;

    public bool IsOpen => isOpen;

    public override long MinBytes => minBytes;

    public override int Depth => depth;

    public override KnownValue? Member(string name) =>
        members.TryGetValue(name, out KnownMember member) ? member.Value : isOpen ? Anything : null;

    /// <summary>The object with this member; one of the same name is replaced.</summary>
    public KnownObject With(string name, KnownValue value, bool isSure = true)
    {
        long before = members.TryGetValue(name, out KnownMember old) ? SizeOf(name, old) : 0;
        KnownMember member = new(value, isSure);
        return new KnownObject(members.SetItem(name, member), isOpen, Math.Min(MaxBytes, minBytes - before + SizeOf(name, member)), Math.Max(depth, value.Depth + 1));
    }

    /// <summary>The same, but other members may be there too.</summary>
    public KnownObject Opened() => isOpen ? this : new KnownObject(members, true, minBytes, depth);

    /// <summary>Name, colon and value. Commas are left out, so that the bound stays a lower one.</summary>
    private static long SizeOf(string name, KnownMember member) =>
        member.IsSure ? Encoding.UTF8.GetByteCount(name) + 3 + member.Value.MinBytes : 0;
}
