using ImageFlow.Asl.Values;

namespace ImageFlow.Engine.Machines;

/// <summary>The form of an <c>encryptionConfiguration</c> (API reference). Nothing is encrypted.</summary>
internal static class EncryptionRules
{
    /// <exception cref="EngineException"><c>InvalidEncryptionConfiguration</c></exception>
    public static void Check(ObjectData? encryption)
    {
        if (encryption is null)
        {
            return;
        }

        string? type = (encryption["type"] as StringData)?.Value;
        bool hasKey = encryption["kmsKeyId"] is StringData { Value.Length: > 0 };
        string? wrong = type switch
        {
            "CUSTOMER_MANAGED_KMS_KEY" when !hasKey => "a CUSTOMER_MANAGED_KMS_KEY needs its kmsKeyId.",
            "CUSTOMER_MANAGED_KMS_KEY" when encryption["kmsDataKeyReusePeriodSeconds"] is NumberData { Value: < 60 or > 900 } => "kmsDataKeyReusePeriodSeconds must be between 60 and 900.",
            "CUSTOMER_MANAGED_KMS_KEY" => null,
            "AWS_OWNED_KEY" => hasKey ? "an AWS_OWNED_KEY has no kmsKeyId." : null,
            _ => "type must be AWS_OWNED_KEY or CUSTOMER_MANAGED_KMS_KEY.",
        };
        if (wrong is not null)
        {
            throw new EngineException("InvalidEncryptionConfiguration", $"Invalid Encryption Configuration: {wrong}");
        }
    }
}
