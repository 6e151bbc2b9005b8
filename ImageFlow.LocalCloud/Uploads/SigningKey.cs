using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageFlow.LocalCloud.Uploads;

/// <summary>The key pair of a data folder, with which the local S3 signs and verifies (Signature Version 4).</summary>
/// <param name="AccessKeyId">The public part.</param>
/// <param name="Secret">The secret part.</param>
internal sealed record SigningKey(string AccessKeyId, string Secret)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private const string Terminator = "aws4_request";
    private const string Service = "s3";

    public static SigningKey Create()
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        return new SigningKey("AKIA" + RandomNumberGenerator.GetString(alphabet, 16), Convert.ToBase64String(RandomNumberGenerator.GetBytes(30)));
    }

    /// <summary>The credential as it stands in a request: <c>key/yyyyMMdd/region/s3/aws4_request</c>.</summary>
    public string Credential(DateTimeOffset time, string region) => $"{AccessKeyId}/{Date(time)}/{region}/{Service}/{Terminator}";

    /// <summary>Lower-case hexadecimal HMAC-SHA256 with the key that is derived for the day and the region.</summary>
    public string Sign(string stringToSign, string date, string region, string service = Service)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (string part in new[] { date, region, service, Terminator })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)));
    }

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Takes date and region out of a credential of this shape.</summary>
    public static bool TryReadCredential(string credential, out string accessKeyId, out string date, out string region)
    {
        string[] parts = credential.Split('/');
        bool valid = parts is [{ Length: > 0 }, { Length: 8 }, { Length: > 0 }, Service, Terminator] && parts[1].All(char.IsAsciiDigit);
        (accessKeyId, date, region) = valid ? (parts[0], parts[1], parts[2]) : ("", "", "");
        return valid;
    }
}
