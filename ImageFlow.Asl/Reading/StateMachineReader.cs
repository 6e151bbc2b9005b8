using System.Text;
using System.Text.Json;
using ImageFlow.Asl.Model;
using ImageFlow.Asl.Validation;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Reading;

/// <summary>Reads and checks Amazon States Language documents.</summary>
public static class StateMachineReader
{
    /// <summary>The greatest size of a definition in UTF-8 bytes.</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Reads a definition. Never throws for a bad document: everything that is wrong with it is in the diagnostics.</summary>
    /// <param name="json">The document.</param>
    /// <param name="isExpress">Whether the state machine is to be of the type EXPRESS, which allows less.</param>
    public static ReadResult Read(string json, bool isExpress = false)
    {
        Findings findings = new();
        StateMachine? machine = null;
        if (Parse(json, findings) is { } document)
        {
            machine = Read(document, isExpress, findings);
            DuplicateMembers.Report(json, findings);
        }

        return new ReadResult(machine, findings.All);
    }

    /// <inheritdoc cref="Read(string, bool)"/>
    public static ReadResult Read(JsonData document, bool isExpress = false)
    {
        Findings findings = new();
        StateMachine? machine = document is ObjectData definition ? Read(definition, isExpress, findings) : NotAnObject(findings);
        return new ReadResult(machine, findings.All);
    }

    /// <summary>Reads a definition that was checked at an earlier time, as far as it can be read; what was found in it then is nobody's concern now.</summary>
    /// <exception cref="FormatException">It is no JSON object. A document that was never valid may throw anything else too.</exception>
    public static StateMachine ReadUnchecked(string json) => Parse(json, new Findings()) is { } document
        ? GraphReader.ReadMachine(document)
        : throw new FormatException("The definition is no JSON object.");

    private static StateMachine? Read(ObjectData document, bool isExpress, Findings findings)
    {
        QueryLanguage language = GraphSchema.LanguageOf(document["QueryLanguage"], QueryLanguage.JsonPath);
        GraphSchema.StateMachine.Check(document, Location.Root, new CheckScope(findings, language, language, isExpress));
        new GraphCheck(findings).Check(document, Location.Root);
        if (findings.HasErrors)
        {
            return null;
        }

        StateMachine machine = GraphReader.ReadMachine(document);
        FlowCheck.Check(machine, findings);
        return machine;
    }

    private static ObjectData? Parse(string json, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return NotAnObject<ObjectData>(findings);
        }

        if (Encoding.UTF8.GetByteCount(json) > MaxBytes)
        {
            findings.Add(FindingKind.TooLarge, (Location?)null, $"The definition is larger than {MaxBytes} bytes");
            return null;
        }

        try
        {
            return JsonData.Parse(json) as ObjectData ?? NotAnObject<ObjectData>(findings);
        }
        catch (JsonException)
        {
            return NotJson(json, findings);
        }
    }

    private static ObjectData? NotJson(string json, Findings findings)
    {
        if (JsonSyntax.Check(json) is { } error)
        {
            findings.Add(FindingKind.NotJson, error.Source, $"{error.Message}\n at {error.Source}");
        }
        else
        {
            findings.Add(FindingKind.TooDeep, (Location?)null, $"The definition is nested deeper than {JsonData.MaxDepth} levels");
        }

        return null;
    }

    private static StateMachine? NotAnObject(Findings findings) => NotAnObject<StateMachine>(findings);

    private static T? NotAnObject<T>(Findings findings)
        where T : class
    {
        findings.Add(FindingKind.NotAnObject, (Location?)null, "Definition must be a valid JSON object");
        return null;
    }
}
