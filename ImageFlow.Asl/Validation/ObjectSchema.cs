using ImageFlow.Asl.Model;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Validation;

/// <summary>A field that an object may have.</summary>
/// <param name="Only">The query language that the field belongs to, or <see langword="null"/> for both.</param>
internal sealed record FieldRule(string Name, ValueRule Rule, QueryLanguage? Only = null, bool IsRequired = false);

/// <summary>Fields of which at most one may be there, or exactly one.</summary>
internal sealed record FieldGroup(bool IsRequired, params string[] Names);

/// <summary>What an object of the language may hold: its fields and how they exclude each other.</summary>
internal sealed class ObjectSchema(FieldRule[] fields, params FieldGroup[] groups) : ValueRule
{
    private readonly Dictionary<string, FieldRule> byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
    private readonly string[] required = [.. fields.Where(field => field.IsRequired).Select(field => field.Name)];

    public IReadOnlyList<FieldRule> Fields => fields;

    public override void Check(JsonData value, Location at, CheckScope scope)
    {
        if (value is not ObjectData members)
        {
            WrongType("Object", at, scope);
            return;
        }

        CheckPresence(members, at, scope);
        foreach ((string name, JsonData member) in members.Span)
        {
            if (!byName.TryGetValue(name, out FieldRule? field))
            {
                scope.Findings.Add(FindingKind.UnknownField, at, $"Field '{name}' is not supported");
            }
            else if (field.Only is { } language && language != scope.Language)
            {
                scope.Findings.Add(
                    FindingKind.WrongLanguage,
                    at,
                    $"The QueryLanguage is set to '{NameOf(scope.Language)}', but field '{name}' is only supported for the '{NameOf(language)}' QueryLanguage");
            }
            else
            {
                field.Rule.Check(member, at.Member(name), scope);
            }
        }
    }

    public static string NameOf(QueryLanguage language) => language == QueryLanguage.Jsonata ? "JSONata" : "JSONPath";

    private void CheckPresence(ObjectData members, Location at, CheckScope scope)
    {
        string[] missing = Array.FindAll(required, name => !members.Contains(name) && (byName[name].Only ?? scope.Language) == scope.Language);
        if (missing.Length > 0)
        {
            scope.Findings.Add(FindingKind.MissingField, at, $"These fields are required: [{string.Join(", ", missing)}]");
        }

        foreach (FieldGroup group in groups)
        {
            int count = group.Names.Count(name => IsSet(members, name));
            string names = string.Join(", ", group.Names);
            if (count > 1)
            {
                scope.Findings.Add(FindingKind.ExclusiveFields, at, $"There should only be one of the following fields: [{names}]");
            }
            else if (count == 0 && group.IsRequired)
            {
                scope.Findings.Add(FindingKind.ExclusiveFields, at, $"This object should have only one of the following fields: [{names}]");
            }
        }
    }

    /// <summary>A field is set when it is there; <c>"End": false</c> is the same as none.</summary>
    private static bool IsSet(ObjectData members, string name) =>
        members.TryGet(name, out JsonData? value) && !(name == "End" && value is BooleanData { Value: false });
}
