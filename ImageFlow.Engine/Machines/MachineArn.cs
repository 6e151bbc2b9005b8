using System.Globalization;

namespace ImageFlow.Engine.Machines;

/// <summary>The ARN of a state machine, one of its versions (<c>…:7</c>) or aliases (<c>…:PROD</c>).</summary>
/// <param name="Machine">The ARN without the qualifier.</param>
/// <param name="Qualifier">The version number or alias name; <see langword="null"/> for the machine itself.</param>
internal readonly record struct MachineArn(string Machine, string? Qualifier)
{
    public int? Version => int.TryParse(Qualifier, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <exception cref="EngineException"><c>InvalidArn</c></exception>
    public static MachineArn Parse(string arn)
    {
        string[] parts = Split(arn);
        if (parts[5] != "stateMachine" || parts.Length is not (7 or 8))
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: 'Resource type not valid in this context: {parts[5]}'");
        }

        return new MachineArn(string.Join(':', parts.Take(7)), parts.Length == 8 ? parts[7] : null);
    }

    /// <summary>The parts of any ARN of Step Functions: at least seven.</summary>
    /// <exception cref="EngineException"><c>InvalidArn</c></exception>
    public static string[] Split(string arn)
    {
        string[] parts = arn.Split(':');
        if (parts[0] != "arn")
        {
            throw new EngineException("InvalidArn", $"Invalid Arn: 'Invalid ARN prefix: {arn}'");
        }

        return parts.Length >= 7 && parts[2] == "states" && parts[6].Length > 0 ? parts : throw new EngineException("InvalidArn", $"Invalid Arn: '{arn}'");
    }
}
