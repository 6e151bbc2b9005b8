using ImageFlow.Asl.JsonPath;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Evaluation;

/// <summary>A JSONPath payload template, compiled: members whose name ends in <c>.$</c> are queries, all else is literal.</summary>
internal abstract class PayloadTemplate
{
    private const string QuerySuffix = ".$";

    /// <exception cref="JsonPathException">A query cannot be read.</exception>
    public static PayloadTemplate Compile(JsonData source) => source switch
    {
        ObjectData members => CompileObject(members),
        ArrayData items => CompileArray(items),
        _ => new LiteralPart(source),
    };

    public abstract JsonData Evaluate(StateScope scope);

    /// <summary>Whether a member of this name is a query.</summary>
    public static bool IsQueryName(string name) => name.EndsWith(QuerySuffix, StringComparison.Ordinal);

    private static PayloadTemplate CompileObject(ObjectData members)
    {
        (string, PayloadTemplate)[] parts = new (string, PayloadTemplate)[members.Count];
        bool isLiteral = true;
        for (int i = 0; i < parts.Length; i++)
        {
            (string name, JsonData value) = members[i];
            parts[i] = IsQueryName(name)
                ? (name[..^QuerySuffix.Length], new QueryPart(name, ParseQuery(name, value)))
                : (name, Compile(value));
            isLiteral &= parts[i].Item2 is LiteralPart;
        }

        return isLiteral ? new LiteralPart(members) : new ObjectPart(parts);
    }

    private static PathQuery ParseQuery(string name, JsonData value) => value is StringData text
        ? PathQuery.Parse(text.Value)
        : throw new JsonPathException($"The value for the field '{name}' must be a STRING that contains a JSONPath.");

    private static PayloadTemplate CompileArray(ArrayData items)
    {
        PayloadTemplate[] parts = [.. items.Select(Compile)];
        return Array.TrueForAll(parts, part => part is LiteralPart) ? new LiteralPart(items) : new ArrayPart(parts);
    }

    private sealed class LiteralPart(JsonData value) : PayloadTemplate
    {
        public override JsonData Evaluate(StateScope scope) => value;
    }

    private sealed class ArrayPart(PayloadTemplate[] parts) : PayloadTemplate
    {
        public override JsonData Evaluate(StateScope scope) => new ArrayData(Array.ConvertAll(parts, part => part.Evaluate(scope)));
    }

    private sealed class ObjectPart((string Name, PayloadTemplate Part)[] members) : PayloadTemplate
    {
        public override JsonData Evaluate(StateScope scope)
        {
            ObjectDataBuilder result = new(members.Length);
            foreach ((string name, PayloadTemplate part) in members)
            {
                result.Set(name, part.Evaluate(scope));
            }

            return result.Build();
        }
    }

    private sealed class QueryPart(string name, PathQuery query) : PayloadTemplate
    {
        public override JsonData Evaluate(StateScope scope) => PathFields.Evaluate(query, name, scope);
    }
}
