namespace ImageFlow.Asl.JsonPath;

/// <summary>A JSONPath that cannot be read, or that finds nothing where it must find one value.</summary>
/// <param name="message">What is wrong, in the words of AWS's evaluator where it has some.</param>
/// <param name="position">The index of the offending character in the path, or -1 for a failed evaluation.</param>
public sealed class JsonPathException(string message, int position = -1) : Exception(message)
{
    public int Position { get; } = position;
}
