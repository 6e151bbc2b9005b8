using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.Query;

/// <summary>The fields of a request of the query protocol as one object: <c>A.member.1.B=x</c> is <c>{"A": [{"B": "x"}]}</c>.</summary>
internal static class QueryForm
{
    private static readonly string[] NotMembers = ["Action", "Version"];

    public static ObjectData Read(IReadOnlyDictionary<string, string> fields)
    {
        Node root = new();
        foreach (var (name, value) in fields.Where(field => !NotMembers.Contains(field.Key)))
        {
            var at = root;
            foreach (var part in name.Split('.'))
                at = at.Child(part);
            at.Value = value;
        }

        return root.Build() as ObjectData ?? ObjectData.Empty;
    }

    private sealed class Node
    {
        private readonly SortedDictionary<string, Node> _children = new(StringComparer.Ordinal);

        public string? Value { get; set; }

        public Node Child(string name) => _children.TryGetValue(name, out var child) ? child : _children[name] = new Node();

        public JsonData Build()
        {
            if (_children.Count == 0)
                return Value ?? "";
            if (_children.TryGetValue("member", out var members))
                return new ArrayData([.. members.Numbered().Select(item => item.Build())]);
            if (_children.TryGetValue("entry", out var entries))
                return ObjectData.Of([.. entries.Numbered().Select(entry => ((entry.Part("key", "Name").Value ?? ""), entry.Part("value", "Value").Build()))]);
            return ObjectData.Of([.. _children.Select(child => (child.Key, child.Value.Build()))]);
        }

        private Node Part(string name, string other) => _children.TryGetValue(name, out var part) ? part : Child(other);

        private IEnumerable<Node> Numbered() => _children
            .Where(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture))
            .Select(child => child.Value);
    }
}
