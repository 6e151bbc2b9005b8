using ImageFlow.Asl.Reading;

namespace ImageFlow.Engine.Interpretation;

/// <summary>
/// Definitions that the journal holds. They were checked when they came; a later version may check more, which must not keep an
/// execution from going on that has begun.
/// </summary>
internal static class StoredDefinition
{
    /// <exception cref="InvalidDataException">Not even its states can be read.</exception>
    public static Machine Read(string definition, bool isExpress)
    {
        ReadResult read = StateMachineReader.Read(definition, isExpress);
        if (read.StateMachine is not null)
        {
            return new Machine(read.StateMachine);
        }

        try
        {
            return new Machine(StateMachineReader.ReadUnchecked(definition));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What the reader meets in a document that its checks refused can be anything.
            throw new InvalidDataException($"its definition cannot be read ({string.Join("; ", read.Diagnostics.Select(d => d.Message))})", e);
        }
    }
}
