using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Tasks;

/// <summary>Reads the parameters of a task in the way in which Step Functions checks them before it calls the service.</summary>
internal static class Parameters
{
    /// <exception cref="ParameterException">The input is no object.</exception>
    public static ObjectData Of(JsonData input) => input as ObjectData ?? throw ParameterException.WrongType("Parameters", "an OBJECT");

    /// <exception cref="ParameterException">There is a parameter that the service's action does not have.</exception>
    public static void RefuseOthers(this ObjectData parameters, IReadOnlyCollection<string> known)
    {
        foreach ((string name, JsonData _) in parameters.Span)
        {
            if (!known.Contains(name))
            {
                throw ParameterException.Unsupported(name);
            }
        }
    }

    public static JsonData Required(this ObjectData parameters, string name) => parameters[name] ?? throw ParameterException.Missing(name);

    public static string Text(this ObjectData parameters, string name) => parameters.OptionalText(name) ?? throw ParameterException.Missing(name);

    public static string? OptionalText(this ObjectData parameters, string name) => parameters[name] switch
    {
        null => null,
        StringData text => text.Value,
        _ => throw ParameterException.WrongType(name, "a STRING"),
    };
}

/// <summary>A parameter of the wrong shape: Step Functions itself refuses it before the service is called.</summary>
public sealed class ParameterException(string message) : Exception(message)
{
    internal static ParameterException WrongType(string field, string expected) => new($"The value for the field '{field}' must be {expected}");

    internal static ParameterException Unsupported(string field) => new($"The field \"{field}\" is not supported by Step Functions");

    internal static ParameterException Missing(string field) => new($"The field '{field}' is required but was missing");
}
