using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Finds members that an object names twice, of which the reader only sees the last.</summary>
internal static class DuplicateMembers
{
    /// <param name="json">A text that has been read as JSON.</param>
    public static void Report(string json, Findings findings)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = JsonData.MaxDepth });
        Stack<Level> levels = [];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Name(levels.Peek(), reader.GetString()!, findings);
                    break;
                case JsonTokenType.StartObject:
                    levels.Push(new Level(Enter(levels), new HashSet<string>(StringComparer.Ordinal)));
                    break;
                case JsonTokenType.StartArray:
                    levels.Push(new Level(Enter(levels), null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    break;
                default:
                    Enter(levels);
                    break;
            }
        }
    }

    private static void Name(Level level, string name, Findings findings)
    {
        level.Member = name;
        if (!level.Names!.Add(name))
        {
            findings.Add(FindingKind.DuplicateMember, level.At.Member(name), $"The member '{name}' stands twice in this object.");
        }
    }

    /// <summary>The place of the value that begins here.</summary>
    private static Location Enter(Stack<Level> levels)
    {
        if (!levels.TryPeek(out Level? level))
        {
            return Location.Root;
        }

        return level.Names is null ? level.At.Item(level.Index++) : level.At.Member(level.Member);
    }

    private sealed class Level(Location at, HashSet<string>? names)
    {
        public Location At { get; } = at;

        /// <summary>The names so far; <see langword="null"/> for an array.</summary>
        public HashSet<string>? Names { get; } = names;

        public string Member { get; set; } = "";

        public int Index { get; set; }
    }
}
