using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Intrinsics;

/// <summary>
/// The template of <c>States.Format</c>: <c>{}</c> takes the next argument, <c>\{</c> and <c>\}</c> are literal braces. Arguments that
/// are objects or arrays appear as Java prints its maps and lists (<c>{a=1, b=[x, y]}</c>), which is what AWS shows.
/// </summary>
internal static class FormatTemplate
{
    public static StringData Fill(string template, ReadOnlySpan<JsonData> arguments)
    {
        StringBuilder text = new(template.Length + 16);
        int used = 0;
        for (int i = 0; i < template.Length; i++)
        {
            char sign = template[i];
            if (sign == '\\' && i + 1 < template.Length)
            {
                text.Append(template[++i]);
            }
            else if (sign == '{')
            {
                if (i + 1 >= template.Length || template[i + 1] != '}')
                {
                    throw new IntrinsicFailure("Invalid template in States.Format: matching '}' not found for '{'.");
                }

                i++;
                if (used >= arguments.Length)
                {
                    throw WrongCount();
                }

                Append(text, arguments[used++]);
            }
            else if (sign == '}')
            {
                throw new IntrinsicFailure("Invalid template in States.Format: matching '{' not found for '}'.");
            }
            else
            {
                text.Append(sign);
            }
        }

        return used == arguments.Length ? new StringData(text.ToString()) : throw WrongCount();
    }

    private static IntrinsicFailure WrongCount() =>
        new("Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.");

    private static void Append(StringBuilder text, JsonData value)
    {
        switch (value)
        {
            case StringData literal:
                text.Append(literal.Value);
                break;
            case ArrayData items:
                AppendList(text, items);
                break;
            case ObjectData members:
                AppendMap(text, members);
                break;
            default:
                text.Append(value.ToJson());
                break;
        }
    }

    private static void AppendList(StringBuilder text, ArrayData items)
    {
        text.Append('[');
        for (int i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, items[i]);
        }

        text.Append(']');
    }

    private static void AppendMap(StringBuilder text, ObjectData members)
    {
        text.Append('{');
        for (int i = 0; i < members.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(members[i].Key).Append('=');
            Append(text, members[i].Value);
        }

        text.Append('}');
    }
}
