using ImageFlow.Asl.Evaluation;
using ImageFlow.Asl.Model;

namespace ImageFlow.Engine.Interpretation;

/// <summary>How long a retry waits (ASL, section "Retrying after error").</summary>
internal static class Backoff
{
    /// <summary>The longest delay, in seconds: one year, as an execution lives no longer.</summary>
    private const double Longest = 31_536_000;

    /// <param name="used">How often this retrier was used before.</param>
    public static TimeSpan Delay(Retrier retrier, int used, IRandomSource random)
    {
        double seconds = (retrier.IntervalSeconds ?? 1) * Math.Pow(retrier.BackoffRate ?? 2.0, used);
        seconds = Math.Min(seconds, retrier.MaxDelaySeconds ?? Longest);
        seconds = Math.Min(seconds, Longest);
        if (retrier.JitterStrategy == "FULL")
        {
            seconds *= random.NextDouble();
        }

        return TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
    }
}
