using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Writing;

/// <summary>Writes the fields of a Map state.</summary>
internal sealed class MapWriter(QueryLanguage language, QueryLanguage machineLanguage)
{
    public void Write(ObjectDataBuilder target, MapState map)
    {
        target.SetTemplate("Items", map.Items);
        target.SetText("ItemsPath", map.ItemsPath);
        if (map.ItemReader is { } reader)
        {
            target.Set("ItemReader", WriteService(reader.Resource, reader.Parameters, "ReaderConfig", reader.ReaderConfig));
        }

        target.SetTemplate("ItemSelector", map.ItemSelector);
        if (map.ItemBatcher is { } batcher)
        {
            target.Set("ItemBatcher", WriteBatcher(batcher));
        }

        target.SetIfPresent("MaxConcurrency", map.MaxConcurrency);
        target.SetText("MaxConcurrencyPath", map.MaxConcurrencyPath);
        target.SetIfPresent("ToleratedFailureCount", map.ToleratedFailureCount);
        target.SetText("ToleratedFailureCountPath", map.ToleratedFailureCountPath);
        target.SetIfPresent("ToleratedFailurePercentage", map.ToleratedFailurePercentage);
        target.SetText("ToleratedFailurePercentagePath", map.ToleratedFailurePercentagePath);
        target.SetText("Label", map.Label);
        target.Set(map.IsLegacyIterator ? "Iterator" : "ItemProcessor", StateMachineWriter.WriteGraph(map.ItemProcessor, machineLanguage));
        if (map.ResultWriter is { } writer)
        {
            target.Set("ResultWriter", WriteService(writer.Resource, writer.Parameters, "WriterConfig", writer.WriterConfig));
        }
    }

    private ObjectData WriteService(string? resource, Template? arguments, string configName, JsonData? config)
    {
        ObjectDataBuilder target = new();
        target.SetText("Resource", resource);
        target.SetIfPresent(configName, config);
        target.SetTemplate(language == QueryLanguage.Jsonata ? "Arguments" : "Parameters", arguments);
        return target.Build();
    }

    private static ObjectData WriteBatcher(ItemBatcher batcher)
    {
        ObjectDataBuilder target = new();
        target.SetIfPresent("MaxItemsPerBatch", batcher.MaxItemsPerBatch);
        target.SetText("MaxItemsPerBatchPath", batcher.MaxItemsPerBatchPath);
        target.SetIfPresent("MaxInputBytesPerBatch", batcher.MaxInputBytesPerBatch);
        target.SetText("MaxInputBytesPerBatchPath", batcher.MaxInputBytesPerBatchPath);
        target.SetTemplate("BatchInput", batcher.BatchInput);
        return target.Build();
    }
}
