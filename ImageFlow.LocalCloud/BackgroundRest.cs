namespace ImageFlow.LocalCloud;

/// <summary>The pause of a loop that works in the background: until its time is over, somebody wakes it, or it is to end.</summary>
internal sealed class BackgroundRest(TimeProvider clock) : IDisposable
{
    /// <summary>Timers take no much longer times than this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim woken = new(0, 1);

    /// <summary>Ends the pause, or lets the next one end at once.</summary>
    public void Wake()
    {
        lock (woken)
        {
            if (woken.CurrentCount == 0)
            {
                woken.Release();
            }
        }
    }

    /// <param name="pause">At most this long; longer ones, and endless ones, are cut to <see cref="Longest"/>, after which the loop looks again.</param>
    public async Task WaitAsync(TimeSpan pause, CancellationToken stop)
    {
        TimeSpan time = pause < TimeSpan.Zero && pause != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : pause >= TimeSpan.Zero && pause < Longest ? pause : Longest;
        using CancellationTokenSource rest = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task wake = woken.WaitAsync(rest.Token);
        await Task.WhenAny(wake, Task.Delay(time, clock, rest.Token));
        await rest.CancelAsync();
        await wake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => woken.Dispose();
}
