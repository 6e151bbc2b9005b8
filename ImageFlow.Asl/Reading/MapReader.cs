using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Makes the model of a Map state.</summary>
internal static class MapReader
{
    public static MapState Read(string name, ObjectData source) => new()
    {
        Name = name,
        Items = source.Template("Items"),
        ItemsPath = source.Text("ItemsPath"),
        ItemSelector = source.Template("ItemSelector"),
        ItemProcessor = source.Object("ItemProcessor", GraphReader.ReadProcessor)
            ?? source.Object("Iterator", GraphReader.ReadProcessor)
            ?? throw new ArgumentException("The checks must have found that the item processor is missing.", nameof(source)),
        IsLegacyIterator = source.Contains("Iterator"),
        MaxConcurrency = source["MaxConcurrency"],
        MaxConcurrencyPath = source.Text("MaxConcurrencyPath"),
        ToleratedFailureCount = source["ToleratedFailureCount"],
        ToleratedFailureCountPath = source.Text("ToleratedFailureCountPath"),
        ToleratedFailurePercentage = source["ToleratedFailurePercentage"],
        ToleratedFailurePercentagePath = source.Text("ToleratedFailurePercentagePath"),
        ItemReader = source.Object("ItemReader", reader => new ItemReader(reader.RequiredText("Resource"), Arguments(reader), reader["ReaderConfig"])),
        ItemBatcher = source.Object("ItemBatcher", ReadBatcher),
        ResultWriter = source.Object("ResultWriter", writer => new ResultWriter(writer.Text("Resource"), Arguments(writer), writer["WriterConfig"])),
        Label = source.Text("Label"),
        Retry = source.Objects("Retry", StateReader.ReadRetrier),
        Catch = source.Objects("Catch", StateReader.ReadCatcher),
    };

    private static Template? Arguments(ObjectData source) => source.Template("Parameters") ?? source.Template("Arguments");

    private static ItemBatcher ReadBatcher(ObjectData source) => new()
    {
        MaxItemsPerBatch = source["MaxItemsPerBatch"],
        MaxItemsPerBatchPath = source.Text("MaxItemsPerBatchPath"),
        MaxInputBytesPerBatch = source["MaxInputBytesPerBatch"],
        MaxInputBytesPerBatchPath = source.Text("MaxInputBytesPerBatchPath"),
        BatchInput = source.Template("BatchInput"),
    };
}
