using ImageFlow.Asl.Values;

namespace ImageFlow.Engine;

/// <summary>
/// What a handler tells a test of one state beside the answer: members of <c>inspectionData</c>, such as the <c>request</c> and the
/// <c>response</c> of an HTTP task (API reference, TestState, inspection level <c>TRACE</c>). For one task at a time.
/// </summary>
/// <param name="revealSecrets">Whether the caller asked to see what is secret.</param>
public sealed class TaskTrace(bool revealSecrets)
{
    private readonly ObjectDataBuilder members = new();

    /// <summary>Whether secrets may be told; otherwise the handler leaves them out.</summary>
    public bool RevealSecrets { get; } = revealSecrets;

    /// <summary>Tells a member; the last one of a name counts.</summary>
    public void Note(string name, ObjectData value) => members.Set(name, value);

    internal ObjectData Members() => members.Build();
}
