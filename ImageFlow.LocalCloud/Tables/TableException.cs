namespace ImageFlow.LocalCloud.Tables;

/// <summary>A request that DynamoDB refuses.</summary>
/// <param name="code">DynamoDB's error code, such as <c>ConditionalCheckFailedException</c>.</param>
/// <param name="message">DynamoDB's sentence, without the "(Service: …)" that the SDK adds.</param>
public sealed class TableException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    internal static TableException Validation(string message) => new("ValidationException", message);
}

/// <summary>A parameter of the wrong shape: Step Functions itself refuses it before the service is called.</summary>
public sealed class ParameterException(string message) : Exception(message)
{
    internal static ParameterException WrongType(string field, string expected) => new($"The value for the field '{field}' must be {expected}");

    internal static ParameterException Unsupported(string field) => new($"The field \"{field}\" is not supported by Step Functions");

    internal static ParameterException Missing(string field) => new($"The field '{field}' is required but was missing");
}
