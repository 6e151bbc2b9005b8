using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Events.Patterns;

/// <summary>An EventBridge event pattern. Immutable and thread-safe.</summary>
/// <remarks>
/// A pattern is a choice of sets of demands, one demand a path; <c>$or</c> makes the choice. An event matches where all demands of one set are met by values that
/// lie in the same elements of the arrays that they share (EventBridge User Guide, "Comparison operators").
/// </remarks>
public sealed class EventPattern
{
    private readonly IReadOnlyList<IReadOnlyList<Demand>> choices;

    internal EventPattern(IReadOnlyList<IReadOnlyList<Demand>> choices) => this.choices = choices;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="InvalidPatternException">EventBridge refuses it.</exception>
    public static EventPattern Parse(string json)
    {
        try
        {
            return JsonData.Parse(json) is ObjectData pattern ? PatternReader.Read(pattern) : throw new InvalidPatternException("Filter is not an object");
        }
        catch (JsonException)
        {
            throw new InvalidPatternException("Filter is not valid JSON");
        }
    }

    public bool Matches(ObjectData source) => Matches(EventFields.Of(source));

    internal bool Matches(EventFields fields) => choices.Any(demands => Meets(demands, 0, fields, new Dictionary<int, int>()));

    /// <summary>Tries each value for the demand at <paramref name="at"/>, together with those that were taken for the demands before.</summary>
    private static bool Meets(IReadOnlyList<Demand> demands, int at, EventFields fields, IReadOnlyDictionary<int, int> places)
    {
        if (at == demands.Count)
        {
            return true;
        }

        Demand demand = demands[at];
        IReadOnlyList<EventField> found = fields.At(demand.Path);
        if (found.Count == 0)
        {
            return demand.Tests.Any(test => test is Test.Absent) && Meets(demands, at + 1, fields, places);
        }

        foreach (EventField field in found)
        {
            if (demand.Tests.Any(test => test.Holds(field.Value)) && Join(places, field.Places) is { } joined && Meets(demands, at + 1, fields, joined))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns><see langword="null"/> where an array would have to be in two elements at once.</returns>
    private static IReadOnlyDictionary<int, int>? Join(IReadOnlyDictionary<int, int> places, IReadOnlyList<(int Array, int Element)> more)
    {
        if (more.Count == 0)
        {
            return places;
        }

        Dictionary<int, int> joined = new(places);
        return more.All(place => joined.TryAdd(place.Array, place.Element) || joined[place.Array] == place.Element) ? joined : null;
    }
}

/// <summary>That a value at the path passes one of the tests.</summary>
internal sealed record Demand(string Path, IReadOnlyList<Test> Tests);
