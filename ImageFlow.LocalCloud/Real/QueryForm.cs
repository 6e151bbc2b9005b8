using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ImageFlow.Asl.Values;

namespace ImageFlow.LocalCloud.Real;

/// <summary>The query protocol: a request as a form, an answer from XML (Smithy, "AWS query protocol").</summary>
internal static class QueryForm
{
    /// <param name="operation">As in the API model, such as <c>Publish</c>.</param>
    public static string Write(string operation, string version, ObjectData request)
    {
        StringBuilder form = new($"Action={operation}&Version={version}");
        Append(form, "", request);
        return form.ToString();
    }

    /// <summary>The members of the result, all as text; lists are left out.</summary>
    /// <exception cref="System.Xml.XmlException">It is not XML.</exception>
    public static ObjectData Read(string answer)
    {
        XElement? result = XDocument.Parse(answer).Root?.Elements().FirstOrDefault(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal));
        return ObjectData.Of([.. (result?.Elements() ?? []).Where(element => !element.HasElements).Select(element => (element.Name.LocalName, (JsonData)element.Value))]);
    }

    private static void Append(StringBuilder form, string name, JsonData value)
    {
        switch (value)
        {
            case ObjectData map when IsMap(name):
                foreach (((string key, JsonData entry), int i) in map.Select((member, i) => (member, i)))
                {
                    string at = string.Create(CultureInfo.InvariantCulture, $"{name}.entry.{i + 1}.");
                    Append(form, at + (name == "Attributes" ? "key" : "Name"), key);
                    Append(form, at + (name == "Attributes" ? "value" : "Value"), entry);
                }

                break;
            case ObjectData members:
                foreach ((string member, JsonData inner) in members.Span)
                {
                    Append(form, name.Length == 0 ? member : $"{name}.{member}", inner);
                }

                break;
            case ArrayData items:
                for (int i = 0; i < items.Count; i++)
                {
                    Append(form, string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i + 1}"), items[i]);
                }

                break;
            case NullData:
                break;
            default:
                form.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value is StringData text ? text.Value : value.ToJson()));
                break;
        }
    }

    /// <summary>The maps of SNS; in the others' place stand structures.</summary>
    private static bool IsMap(string name) => name == "Attributes" || name.EndsWith("MessageAttributes", StringComparison.Ordinal);
}
