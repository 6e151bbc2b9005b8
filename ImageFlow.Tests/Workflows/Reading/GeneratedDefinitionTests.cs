using ImageFlow.Asl.Values;
using ImageFlow.Workflows;

namespace ImageFlow.Tests.Workflows.Reading;

/// <summary>Definitions made at random, with members that nobody knows: reading and writing loses nothing.</summary>
public class GeneratedDefinitionTests
{
    private const int Count = 500;

    [Fact]
    public void Read_GeneratedDefinitions_WriteThenReadIsTheIdentity()
    {
        for (int seed = 0; seed < Count; seed++)
        {
            ObjectData original = new Generator(seed).Definition();
            WorkflowDefinition? first = WorkflowReader.Read(original.ToJson()).Definition;
            Assert.True(first is not null, $"seed {seed}");
            string written = WorkflowWriter.Write(first);
            WorkflowDefinition? second = WorkflowReader.Read(written).Definition;

            Assert.Equal(written, WorkflowWriter.Write(second!));
            Assert.Empty(Losses.Between(original, JsonData.Parse(written)));
        }
    }

    private sealed class Generator(int seed)
    {
        private readonly Random random = new(seed);

        public ObjectData Definition() => ObjectData.Of(
            ("id", $"v{seed}"),
            ("definitionId", $"d{seed}"),
            ("name", "Generated"),
            ("version", NumberData.Of(random.Next(1, 9))),
            ("variables", new ArrayData([.. Some(2, i => ObjectData.Of(("id", $"v{i}"), ("name", $"V{i}"), ("typeName", "String"), ("x-" + i, Value(2))))])),
            ("unknownMember", Value(3)),
            ("customProperties", ObjectData.Of(("ours", Value(2)))),
            ("root", Node("root", 3)));

        private ObjectData Node(string id, int depth)
        {
            ObjectDataBuilder node = new();
            node.Set("id", id).Set("type", $"Acme.Type{random.Next(3)}").Set("version", NumberData.Of(1)).Set("customProperties", ObjectData.Empty).Set("metadata", ObjectData.Of(("designer", Value(2))));
            foreach (string name in Some(3, i => $"input{i}"))
            {
                node.Set(name, Value(2));
            }

            if (depth > 0 && random.Next(2) == 0)
            {
                node.Set("body", Node(id + "b", depth - 1));
            }

            if (depth > 0 && random.Next(2) == 0)
            {
                ObjectData[] children = [.. Some(3, i => Node($"{id}{i}", depth - 1))];
                node.Set("activities", new ArrayData([.. children]));
                node.Set("connections", new ArrayData([.. Enumerable.Range(0, Math.Max(0, children.Length - 1)).Select(i => ObjectData.Of(
                    ("source", ObjectData.Of(("activity", $"{id}{i}"), ("port", "Done"))),
                    ("target", ObjectData.Of(("activity", $"{id}{i + 1}"), ("port", "In"))),
                    ("vertices", Value(1))))]));
            }

            return node.Build();
        }

        private JsonData Value(int depth) => random.Next(depth > 0 ? 7 : 5) switch
        {
            0 => NullData.Instance,
            1 => random.Next(2) == 0,
            2 => NumberData.Of(random.Next(-1000, 1000)),
            3 => random.NextDouble() * 1e9,
            4 => "Text \u0001 \" \\ ü 😀 " + random.Next(),
            5 => new ArrayData([.. Some(3, _ => Value(depth - 1))]),
            _ => ObjectData.Of(("typeName", "String"), ("expression", Value(depth - 1)), ("memoryReference", Value(0))),
        };

        private IEnumerable<T> Some<T>(int most, Func<int, T> make) => Enumerable.Range(0, random.Next(most + 1)).Select(make).ToList();
    }
}
