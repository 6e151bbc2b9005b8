using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Mocks;

/// <summary>Something that goes wrong on purpose: an error, a timeout, or a delay before the task.</summary>
/// <param name="State">The name of the Task state.</param>
/// <param name="Attempt">From 0; <see langword="null"/> for every attempt.</param>
/// <param name="Error">The error that the task fails with; <see langword="null"/> for a delay.</param>
public sealed partial record Fault(string State, int? Attempt, string? Error, TimeSpan Delay)
{
    public const string Form = "STATE[@ATTEMPT]=error:NAME, STATE[@ATTEMPT]=timeout or STATE[@ATTEMPT]=delay:SECONDS";

    /// <summary>Reads <see cref="Form"/>; <see langword="null"/> where the text is not of that form.</summary>
    public static Fault? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int? attempt = match.Groups["attempt"].Success ? int.Parse(match.Groups["attempt"].Value, CultureInfo.InvariantCulture) : null;
        string state = match.Groups["state"].Value;
        return match.Groups["error"].Success ? new Fault(state, attempt, match.Groups["error"].Value, TimeSpan.Zero)
            : match.Groups["delay"].Success ? new Fault(state, attempt, null, TimeSpan.FromSeconds(double.Parse(match.Groups["delay"].Value, CultureInfo.InvariantCulture)))
            : new Fault(state, attempt, "States.Timeout", TimeSpan.Zero);
    }

    [GeneratedRegex(@"^(?<state>.+?)(@(?<attempt>\d{1,4}))?=(error:(?<error>.+)|delay:(?<delay>\d{1,6}(\.\d+)?)|timeout)$")]
    private static partial Regex Pattern();
}
