namespace ImageFlow.LocalCloud.Tables;

/// <summary>A request that DynamoDB refuses.</summary>
/// <param name="code">DynamoDB's error code, such as <c>ConditionalCheckFailedException</c>.</param>
/// <param name="message">DynamoDB's sentence, without the "(Service: …)" that the SDK adds.</param>
public sealed class TableException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    internal static TableException Validation(string message) => new("ValidationException", message);
}
