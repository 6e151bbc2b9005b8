using System.Globalization;
using ImageFlow.Asl.Values;

namespace ImageFlow.Server.Aws.StepFunctions;

/// <summary>The members of a request. A JSON null counts as absent, as it does on AWS.</summary>
internal sealed class ServiceRequest(ObjectData members)
{
    public ObjectData Members { get; } = members;

    public JsonData? this[string name] => Members[name] is { Kind: not JsonDataKind.Null } value ? value : null;

    /// <exception cref="ServiceException">The member is there and not a string.</exception>
    public string? Text(string name) => this[name] switch
    {
        null => null,
        StringData text => text.Value,
        { } other => throw WrongType(name, other, "String"),
    };

    /// <exception cref="ServiceException">The member is absent or not a string.</exception>
    public string RequiredText(string name) => Text(name) ?? throw ServiceException.Validation([$"Value null at '{name}' failed to satisfy constraint: Member must not be null"]);

    /// <exception cref="ServiceException">The member is there and not a boolean.</exception>
    public bool? Flag(string name) => this[name] switch
    {
        null => null,
        BooleanData flag => flag.Value,
        { } other => throw WrongType(name, other, "Boolean"),
    };

    /// <exception cref="ServiceException">The member is there and not a whole number.</exception>
    public int? Number(string name) => this[name] switch
    {
        null => null,
        NumberData number when int.TryParse(number.ToJson(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) => value,
        { } other => throw WrongType(name, other, "Integer"),
    };

    /// <exception cref="ServiceException">The member is there and not a number.</exception>
    public double? Fraction(string name) => this[name] switch
    {
        null => null,
        NumberData number => number.Value,
        { } other => throw WrongType(name, other, "Float"),
    };

    /// <exception cref="ServiceException">The member is there and not an object.</exception>
    public ServiceRequest? Section(string name) => this[name] switch
    {
        null => null,
        ObjectData members => new ServiceRequest(members),
        { } other => throw WrongType(name, other, "Structure"),
    };

    private static ServiceException WrongType(string name, JsonData value, string type) =>
        new("SerializationException", $"The member '{name}' is of the type {value.Kind} and must be of the type {type}.");
}
