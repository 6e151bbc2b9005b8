using ImageFlow.Asl.Values;
using ImageFlow.Engine.Journal;

namespace ImageFlow.Engine.MapRuns;

/// <summary>
/// The inputs of a Map Run's iterations on their way into the journal and out of it, in pieces, so that no more than a piece of them
/// is in memory.
/// </summary>
internal static class ItemPieces
{
    /// <summary>The most inputs in a piece.</summary>
    public const int MaxInputs = 1000;

    /// <summary>A piece is complete with so many characters of JSON, whatever the number of its inputs.</summary>
    public const int MaxText = 1 << 19;

    public static byte[] Write(IReadOnlyList<(JsonData Input, int Items)> inputs)
    {
        using BlobWriter writer = BlobWriter.Rent();
        writer.Unsigned((ulong)inputs.Count);
        foreach ((JsonData input, int items) in inputs)
        {
            writer.Unsigned((ulong)items);
            writer.Text(input.ToJson());
        }

        return writer.ToArray();
    }

    /// <summary>The inputs as JSON text.</summary>
    public static (string Input, int Items)[] Read(byte[] blob)
    {
        BlobReader reader = new(blob);
        (string, int)[] inputs = new (string, int)[reader.Int()];
        for (int i = 0; i < inputs.Length; i++)
        {
            int items = reader.Int();
            inputs[i] = (reader.Text(), items);
        }

        return inputs;
    }
}
