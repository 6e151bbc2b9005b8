using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>
/// Signs what web addresses get as SNS does (SNS Developer Guide, "Verifying the signatures of Amazon SNS messages", signature version 2: RSA with SHA-256), with a key
/// of the data folder's own. Its certificate is served at the AWS address.
/// </summary>
internal sealed class TopicSigner : IDisposable
{
    /// <summary>The path of the certificate on the AWS address.</summary>
    public const string CertificatePath = "/imageflow-notifications.pem";

    private const string Setting = "topic-signing-key";
    private const int KeyBits = 2048;
    private const int ValidYears = 30;

    private static readonly string[] NotificationFields = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] ConfirmationFields = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    private readonly CloudDatabase database;
    private readonly TimeProvider clock;
    private readonly Lazy<RSA> key;

    public TopicSigner(CloudDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        key = new Lazy<RSA>(Open);
    }

    /// <summary>The certificate in PEM, by which receivers verify.</summary>
    public string Certificate()
    {
        CertificateRequest request = new("CN=ImageFlow notifications", key.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = clock.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>The body with <c>SignatureVersion</c>, <c>Signature</c> and <c>SigningCertURL</c>.</summary>
    public ObjectData Sign(ObjectData body, Uri endpoint)
    {
        string[] fields = body.Contains("Token") ? ConfirmationFields : NotificationFields;
        StringBuilder text = new();
        foreach (string name in fields)
        {
            if (body[name] is StringData value)
            {
                text.Append(name).Append('\n').Append(value.Value).Append('\n');
            }
        }

        byte[] signature;
        lock (key)
        {
            signature = key.Value.SignData(Encoding.UTF8.GetBytes(text.ToString()), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        return body.With("SignatureVersion", "2").With("Signature", Convert.ToBase64String(signature)).With("SigningCertURL", new Uri(endpoint, CertificatePath).ToString());
    }

    public void Dispose()
    {
        if (key.IsValueCreated)
        {
            key.Value.Dispose();
        }
    }

    /// <summary>Called within transactions too: the database's lock is the caller's own then.</summary>
    private RSA Open() => database.Read(db =>
    {
        if (db.Scalar("SELECT value FROM settings WHERE name = $1", Setting) is string known)
        {
            RSA opened = RSA.Create();
            opened.ImportFromPem(known);
            return opened;
        }

        RSA made = RSA.Create(KeyBits);
        db.Run("INSERT INTO settings (name, value) VALUES ($1, $2)", Setting, made.ExportPkcs8PrivateKeyPem());
        return made;
    });
}
