using System.Runtime.CompilerServices;
using System.Text;
using ImageFlow.Asl.Values;

namespace ImageFlow.Asl.Jsonata.Runtime;

/// <summary>Values as text: what <c>$string</c> and <c>&amp;</c> make of them.</summary>
internal static class JsonText
{
    private const string Indent = "  ";

    /// <summary>The string itself, nothing for a function, JSON for all else; numbers rounded to 15 digits.</summary>
    /// <exception cref="JsonataException">D3001 or D1001: not a finite number. U1001: too long.</exception>
    public static string Of(JsonData value, Run run, bool indented = false)
    {
        switch (value)
        {
            case StringData text:
                return text.Value;
            case NumberData number:
                return double.IsFinite(number.Value) ? NumberText.Rounded(number.Value, run.Dialect.RoundsIntegers) : throw new JsonataException("D3001", value: value);
            case BooleanData boolean:
                return boolean.Value ? "true" : "false";
            case NullData:
                return "null";
            case ArrayData array when (array.Marks & ArrayMarks.OuterWrapper) != 0:
                return Of(array[0], run, indented);
        }

        if (value.Kind == JsonDataKind.Function)
        {
            return "";
        }

        StringBuilder text2 = new();
        Write(value, text2, indented ? 0 : -1, run.MaxStringLength, run.Dialect.RoundsIntegers);
        run.ChargeString(text2.Length);
        return text2.ToString();
    }

    /// <summary>The value as JSON, cut after so many characters.</summary>
    public static string Excerpt(JsonData value, int length)
    {
        StringBuilder text = new();
        try
        {
            Write(value, text, -1, length, integersToo: false);
        }
        catch (JsonataException)
        {
            // Too long, or not a finite number: what is there so far says enough.
            text.Append('…');
        }

        return text.ToString();
    }

    /// <param name="level">Depth of indentation, or -1 for compact text.</param>
    private static void Write(JsonData value, StringBuilder text, int level, int limit, bool integersToo)
    {
        if (text.Length > limit)
        {
            throw new JsonataException("U1001", $"A string would be longer than {limit} characters.");
        }

        switch (value)
        {
            case StringData data:
                JsonStringEscapes.Append(text, data.Value);
                break;
            case NumberData number:
                text.Append(double.IsInfinity(number.Value) ? throw Numbers.OutOfRange(value)
                    : double.IsNaN(number.Value) ? "null" : NumberText.Rounded(number.Value, integersToo));
                break;
            case BooleanData boolean:
                text.Append(boolean.Value ? "true" : "false");
                break;
            case ArrayData array:
                WriteArray(array, text, level, limit, integersToo);
                break;
            case ObjectData members:
                WriteObject(members, text, level, limit, integersToo);
                break;
            case TupleData tuple:
                Write(tuple.Context ?? NullData.Instance, text, level, limit, integersToo);
                break;
            default:
                text.Append(value.Kind == JsonDataKind.Function ? "\"\"" : "null");
                break;
        }
    }

    private static void WriteArray(ArrayData array, StringBuilder text, int level, int limit, bool integersToo)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        text.Append('[');
        int inner = level < 0 ? level : level + 1;
        for (int i = 0; i < array.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            BreakLine(text, inner);
            Write(array[i], text, inner, limit, integersToo);
        }

        if (array.Count > 0)
        {
            BreakLine(text, level);
        }

        text.Append(']');
    }

    private static void WriteObject(ObjectData members, StringBuilder text, int level, int limit, bool integersToo)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        text.Append('{');
        int inner = level < 0 ? level : level + 1;
        bool first = true;
        foreach ((string name, JsonData member) in members.Span)
        {
            text.Append(first ? "" : ",");
            first = false;
            BreakLine(text, inner);
            JsonStringEscapes.Append(text, name);
            text.Append(level < 0 ? ":" : ": ");
            Write(member, text, inner, limit, integersToo);
        }

        if (!first)
        {
            BreakLine(text, level);
        }

        text.Append('}');
    }

    private static void BreakLine(StringBuilder text, int level)
    {
        if (level < 0)
        {
            return;
        }

        text.Append('\n');
        for (int i = 0; i < level; i++)
        {
            text.Append(Indent);
        }
    }
}
