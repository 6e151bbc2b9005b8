using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ImageFlow.LocalCloud.Connections;

/// <summary><c>arn:aws:events:REGION:ACCOUNT:connection/NAME/UUID</c>.</summary>
internal static partial class ConnectionArn
{
    private const string Account = "123456789012";

    public static string New(string region, string name) =>
        $"arn:aws:events:{region}:{Account}:connection/{name}/{new Guid(RandomNumberGenerator.GetBytes(16))}";

    /// <summary>
    /// The connection's name, or <see langword="null"/> where the text is no such ARN. The name alone finds a connection here: an ARN of
    /// AWS, whose account and id are other ones, names the connection of the same name, so that one definition runs on both.
    /// </summary>
    public static string? Name(string arn) => Pattern().Match(arn) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"^arn:aws[a-z-]*:events:[a-z0-9-]*:(\d{12})?:connection/(?<name>[.\-_A-Za-z0-9]{1,64})/[-A-Za-z0-9]+$")]
    private static partial Regex Pattern();
}
