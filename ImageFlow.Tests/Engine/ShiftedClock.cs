namespace ImageFlow.Tests.Engine;

/// <summary>The system's clock, set forward or back.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long offset;

    public TimeSpan Offset
    {
        get => new(Interlocked.Read(ref offset));
        set => Interlocked.Exchange(ref offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
