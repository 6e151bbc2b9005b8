using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Model;

public sealed record MapState : RecoverableState
{
    public override string Type => "Map";

    /// <summary>JSONata: an array, an object, or an expression that gives one.</summary>
    public Template? Items { get; init; }

    public string? ItemsPath { get; init; }

    public Template? ItemSelector { get; init; }

    public required ItemProcessor ItemProcessor { get; init; }

    /// <summary>Whether the document used the deprecated name <c>Iterator</c> for <see cref="ItemProcessor"/>.</summary>
    public bool IsLegacyIterator { get; init; }

    /// <summary>A number (0, the default, is "as many as possible"), or in JSONata states an expression.</summary>
    public JsonData? MaxConcurrency { get; init; }

    public string? MaxConcurrencyPath { get; init; }

    public JsonData? ToleratedFailureCount { get; init; }

    public string? ToleratedFailureCountPath { get; init; }

    public JsonData? ToleratedFailurePercentage { get; init; }

    public string? ToleratedFailurePercentagePath { get; init; }

    public ItemReader? ItemReader { get; init; }

    public ItemBatcher? ItemBatcher { get; init; }

    public ResultWriter? ResultWriter { get; init; }

    public string? Label { get; init; }
}

/// <summary>Where a distributed Map takes its items from.</summary>
/// <param name="Parameters">The value of <c>Parameters</c> (JSONPath) or <c>Arguments</c> (JSONata).</param>
public sealed record ItemReader(string Resource, Template? Parameters, JsonData? ReaderConfig);

/// <summary>Numbers may be JSONata expressions; <c>…Path</c> forms are JSONPath.</summary>
public sealed record ItemBatcher
{
    public JsonData? MaxItemsPerBatch { get; init; }

    public string? MaxItemsPerBatchPath { get; init; }

    public JsonData? MaxInputBytesPerBatch { get; init; }

    public string? MaxInputBytesPerBatchPath { get; init; }

    public Template? BatchInput { get; init; }
}

/// <summary>Where a distributed Map puts its results. <paramref name="Resource"/> may be absent where only the configuration is set.</summary>
public sealed record ResultWriter(string? Resource, Template? Parameters, JsonData? WriterConfig);
