using System.Text.Json;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Topics;

/// <summary>Reads what filter policies look at.</summary>
internal static class SubscriptionText
{
    /// <summary>The JSON of a text; <see langword="null"/> where it is none.</summary>
    public static JsonData? Parse(string text)
    {
        try
        {
            return JsonData.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Message attributes as a flat object of their values; binary ones are left out (SNS Developer Guide, "Message filtering").</summary>
    public static ObjectData Values(ObjectData attributes)
    {
        ObjectDataBuilder values = new();
        foreach ((string name, JsonData value) in attributes.Span)
        {
            ObjectData attribute = value as ObjectData ?? ObjectData.Empty;
            string text = (attribute["StringValue"] as StringData)?.Value ?? "";
            values.SetIfPresent(name, (attribute["DataType"] as StringData)?.Value.Split('.')[0] switch
            {
                "Number" => Parse(text) as NumberData,
                "String" when ((StringData)attribute["DataType"]!).Value == "String.Array" => Parse(text),
                "String" => new StringData(text),
                _ => null,
            });
        }

        return values.Build();
    }
}
