using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Http;

/// <summary>How an array is written in a form (Step Functions guide, applying URL-encoding on request body).</summary>
internal enum ArrayFormat
{
    /// <summary><c>a[0]=x&amp;a[1]=y</c></summary>
    Indices,

    /// <summary><c>a=x&amp;a=y</c></summary>
    Repeat,

    /// <summary><c>a=x,y</c></summary>
    Commas,

    /// <summary><c>a[]=x&amp;a[]=y</c></summary>
    Brackets,
}

/// <summary>Writes pairs as they stand in an address or in a body of the type <c>application/x-www-form-urlencoded</c>, in UTF-8.</summary>
internal static class FormEncoding
{
    public static string Pairs(IEnumerable<(string Name, string Value)> pairs) => string.Join('&', pairs.Select(pair => $"{Encode(pair.Name)}={Encode(pair.Value)}"));

    /// <summary>An object in an object is <c>a[b]=x</c>; null is an empty value; an empty array or object is nothing.</summary>
    public static string Body(ObjectData body, ArrayFormat format)
    {
        StringBuilder text = new();
        foreach ((string name, JsonData value) in body)
        {
            Append(text, Encode(name), value, format);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, JsonData value, ArrayFormat format)
    {
        switch (value)
        {
            case ObjectData members:
                foreach ((string inner, JsonData member) in members)
                {
                    Append(text, $"{name}[{Encode(inner)}]", member, format);
                }

                break;
            case ArrayData { Count: > 0 } items when format == ArrayFormat.Commas:
                Add(text, name, string.Join(',', items.Select(Scalar)));
                break;
            case ArrayData items:
                for (int i = 0; i < items.Count; i++)
                {
                    Append(text, format switch { ArrayFormat.Indices => $"{name}[{i}]", ArrayFormat.Brackets => $"{name}[]", _ => name }, items[i], format);
                }

                break;
            default:
                Add(text, name, Scalar(value));
                break;
        }
    }

    private static void Add(StringBuilder text, string name, string value) => text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(value);

    private static string Scalar(JsonData value) => value switch
    {
        StringData plain => Encode(plain.Value),
        NullData => "",
        _ => Encode(value.ToJson()),
    };

    private static string Encode(string text) => Uri.EscapeDataString(text);
}
