using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageFlow.Activities;

/// <summary>Reads the inputs and outputs of an activity from the members of its records.</summary>
internal static class MemberReader
{
    /// <summary>An input's default is what a new record holds.</summary>
    public static IReadOnlyList<InputDescription> Inputs<T>()
        where T : new()
    {
        T defaults = new();
        return [.. Members<InputAttribute>(typeof(T)).Select(m => Input(m.Property, m.Attribute, m.Property.GetValue(defaults)))];
    }

    public static IReadOnlyList<OutputDescription> Outputs<T>() =>
        [.. Members<OutputAttribute>(typeof(T)).Select(m => new OutputDescription(
            NameOf(m.Property),
            Alias(m.Property.PropertyType),
            m.Attribute.Description,
            m.Attribute.Nullable))];

    public static string NameOf(MemberInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static InputDescription Input(PropertyInfo property, InputAttribute attribute, object? value)
    {
        string type = Alias(property.PropertyType);
        return new(
            NameOf(property),
            type,
            attribute.DisplayName,
            attribute.Description,
            attribute.Required,
            attribute.Required ? null : DefaultOf(value),
            attribute.UiHint ?? UiHintOf(type, attribute.Options),
            attribute.Options,
            attribute.Category);
    }

    private static IEnumerable<(PropertyInfo Property, TAttribute Attribute)> Members<TAttribute>(Type type)
        where TAttribute : Attribute =>
        from property in type.GetProperties()
        let attribute = property.GetCustomAttribute<TAttribute>()
        where attribute is not null
        select (property, attribute);

    private static JsonNode? DefaultOf(object? value) => value switch
    {
        null or IReadOnlyCollection<object> { Count: 0 } => null,
        string text => text,
        bool flag => flag,
        int number => number,
        double number => number,
        IEnumerable<string> list => new JsonArray([.. list.Select(s => JsonValue.Create(s))]),
        _ => throw new InvalidOperationException($"A default of the type {value.GetType()} has no form in the manifest."),
    };

    private static string Alias(Type type)
    {
        Type core = Nullable.GetUnderlyingType(type) ?? type;
        return core switch
        {
            _ when core == typeof(string) => "String",
            _ when core == typeof(int) || core == typeof(long) => "Int32",
            _ when core == typeof(double) => "Double",
            _ when core == typeof(bool) => "Boolean",
            _ when core == typeof(IReadOnlyList<string>) => "String[]",
            { IsGenericType: true } when core.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => "Object[]",
            _ => "Object",
        };
    }

    private static string UiHintOf(string type, string[]? options) => type switch
    {
        "String" when options is not null => "dropdown",
        "String[]" when options is not null => "checklist",
        "String[]" => "multitext",
        "Boolean" => "checkbox",
        "Object" or "Object[]" => "json-editor",
        _ => "singleline",
    };
}
