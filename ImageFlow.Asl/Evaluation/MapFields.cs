using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>One item of a Map state.</summary>
/// <param name="Key">The member's name where the items are an object.</param>
public sealed record MapItem(JsonData Value, string? Key = null);

/// <summary>The fields of Map states.</summary>
public static class MapFields
{
    private static readonly NumericField MaxConcurrencyField = new("MaxConcurrency", long.MaxValue, OutOfRange: "Expected non-negative integer for MaxConcurrency, got '{0}' instead.");
    private static readonly NumericField ToleratedFailureCountField = new("ToleratedFailureCount", long.MaxValue, OutOfRange: "ToleratedFailureCount cannot be negative.");
    private static readonly NumericField ToleratedFailurePercentageField = new("ToleratedFailurePercentage", 100, IsWhole: false, OutOfRange: "ToleratedFailurePercentage must be between 0 and 100.");
    private static readonly NumericField MaxItemsPerBatchField = new("MaxItemsPerBatch", long.MaxValue);
    private static readonly NumericField MaxInputBytesPerBatchField = new("MaxInputBytesPerBatch", long.MaxValue);

    /// <summary>What the Map iterates over. An object is accepted in distributed mode.</summary>
    /// <exception cref="StatesException">It is neither an array nor an object that the mode accepts.</exception>
    public static IReadOnlyList<MapItem> Items(MapState state, QueryLanguage language, StateScope scope)
    {
        JsonData items = language == QueryLanguage.Jsonata ? FromItems(state, scope) : FromPath(state, scope);
        return items switch
        {
            ArrayData array => [.. array.Select(item => new MapItem(item))],
            ObjectData members => [.. members.Select(member => new MapItem(member.Value, member.Key))],
            _ => throw new InvalidOperationException("The items were checked to be an array or an object."),
        };
    }

    /// <summary>How many iterations may run at a time; 0 is "as many as possible".</summary>
    public static int MaxConcurrency(MapState state, QueryLanguage language, StateScope scope) =>
        (int)Math.Min(int.MaxValue, MaxConcurrencyField.Resolve(state.MaxConcurrency, state.MaxConcurrencyPath, language, scope) ?? 0);

    /// <summary>How many iterations may fail; <see langword="null"/> where the state does not say.</summary>
    public static double? ToleratedFailureCount(MapState state, QueryLanguage language, StateScope scope) =>
        ToleratedFailureCountField.Resolve(state.ToleratedFailureCount, state.ToleratedFailureCountPath, language, scope);

    /// <summary>How many per cent of the iterations may fail, 0 to 100; <see langword="null"/> where the state does not say.</summary>
    public static double? ToleratedFailurePercentage(MapState state, QueryLanguage language, StateScope scope) =>
        ToleratedFailurePercentageField.Resolve(state.ToleratedFailurePercentage, state.ToleratedFailurePercentagePath, language, scope);

    public static double? MaxItemsPerBatch(ItemBatcher batcher, QueryLanguage language, StateScope scope) =>
        MaxItemsPerBatchField.Resolve(batcher.MaxItemsPerBatch, batcher.MaxItemsPerBatchPath, language, scope);

    public static double? MaxInputBytesPerBatch(ItemBatcher batcher, QueryLanguage language, StateScope scope) =>
        MaxInputBytesPerBatchField.Resolve(batcher.MaxInputBytesPerBatch, batcher.MaxInputBytesPerBatchPath, language, scope);

    private static bool Accepts(MapState state, JsonData items) =>
        items is ArrayData || (items is ObjectData && state.ItemProcessor.ProcessorConfig?.Mode == "DISTRIBUTED");

    private static JsonData FromItems(MapState state, StateScope scope)
    {
        if (state.Items is null)
        {
            return Accepts(state, scope.Input)
                ? scope.Input
                : throw new StatesException(StateErrors.QueryEvaluationError, $"Map state input must be an array but was: {scope.Input.ToJson()}");
        }

        JsonData items = TemplateEvaluation.Evaluate(state.Items, QueryLanguage.Jsonata, scope, "Items");
        return Accepts(state, items) ? items : TypedFields.Expect(items, state.Items, "Items", JsonDataKind.Array);
    }

    private static JsonData FromPath(MapState state, StateScope scope)
    {
        string path = state.ItemsPath ?? "$";
        JsonData items;
        try
        {
            items = PathQueryCache.Get(path).Evaluate(scope);
        }
        catch (JsonPathException)
        {
            throw Missing(path, scope);
        }

        // AWS names a path into the context object with one sign only.
        string shown = path.StartsWith("$$", StringComparison.Ordinal) ? path[1..] : path;
        return Accepts(state, items) ? items : throw new StatesException(StateErrors.Runtime, $"Reference path \"{shown}\" must point to array.");
    }

    private static StatesException Missing(string path, StateScope scope)
    {
        if (PathQueryCache.Get(path) is not RootedPath rooted || rooted.Root == PathRoot.Variable)
        {
            return new StatesException(StateErrors.Runtime, $"Invalid path '{path}' : No results for path: {path}");
        }

        JsonData document = rooted.Document(scope);
        JsonData? current = document;
        string last = "";
        foreach (PathStep step in rooted.Path.Steps)
        {
            last = step is MemberStep member ? member.Name : step.ToString() ?? "";
            current = current is ObjectData members && step is MemberStep named ? members[named.Name] : null;
            if (current is null)
            {
                break;
            }
        }

        return new StatesException(StateErrors.ReferencePathConflict, $"Unable to apply step \"{last}\" to input {document.ToJson()}");
    }
}
