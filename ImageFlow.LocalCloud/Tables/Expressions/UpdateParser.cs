using ImageFlow.LocalCloud.Tables.Values;

namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>Reads an <c>UpdateExpression</c>: each of SET, REMOVE, ADD and DELETE at most once, in any order.</summary>
internal sealed class UpdateParser(string text, Placeholders placeholders) : ExpressionParser(text, "UpdateExpression", placeholders)
{
    private static readonly string[] Sections = ["SET", "REMOVE", "ADD", "DELETE"];

    public UpdateExpression Parse()
    {
        UpdateExpression update = UpdateExpression.Empty;
        HashSet<string> seen = [];
        do
        {
            string section = Array.Find(Sections, TakeWord) ?? throw Unexpected();
            if (!seen.Add(section))
            {
                throw Invalid($"The \"{section}\" section can only be used once in an update expression;");
            }

            update = section switch
            {
                "SET" => update with { Set = ReadList(ReadAssignment) },
                "REMOVE" => update with { Remove = ReadList(ReadPath) },
                "ADD" => update with { Add = ReadList(() => (ReadPath(), AddValue(ReadValue()))) },
                _ => update with { Delete = ReadList(() => (ReadPath(), DeleteValue(ReadValue()))) },
            };
        }
        while (Current.Kind != TokenKind.End);
        CheckOverlap([.. update.Paths]);
        return update;
    }

    private List<T> ReadList<T>(Func<T> read)
    {
        List<T> list = [];
        do
        {
            list.Add(read());
        }
        while (TakeSymbol(","));
        return list;
    }

    private (DocumentPath Path, Operand Value) ReadAssignment()
    {
        DocumentPath path = ReadPath();
        Expect("=");
        Operand left = ReadOperand();
        bool subtract = Current.IsSymbol("-");
        return TakeSymbol("+") || TakeSymbol("-")
            ? (path, new ArithmeticOperand(subtract, left, ReadOperand()))
            : (path, left);
    }

    private Operand ReadOperand()
    {
        if (TakeSymbol("("))
        {
            Operand inner = ReadOperand();
            Expect(")");
            return inner;
        }

        if (Current.Kind == TokenKind.ValuePlaceholder)
        {
            return new ValueOperand(ReadValue());
        }

        if (!AtFunction)
        {
            return new PathOperand(ReadPath());
        }

        string name = Take().Text;
        switch (name)
        {
            case "if_not_exists":
                List<Operand> fallback = ReadArguments(name, 2, ReadOperand);
                return new IfNotExistsOperand(PathArgument(name, fallback[0]), fallback[1]);
            case "list_append":
                List<Operand> lists = ReadArguments(name, 2, ReadOperand);
                return new ListAppendOperand(lists[0], lists[1]);
            case "size" or "attribute_exists" or "attribute_not_exists" or "attribute_type" or "begins_with" or "contains":
                throw Invalid($"The function is not allowed in an update expression; function: {name}");
            default:
                throw Invalid($"Invalid function name; function: {name}");
        }
    }

    private AttributeValue AddValue(AttributeValue value) => value.Type == "N" || value.IsSet
        ? value
        : throw Invalid($"Incorrect operand type for operator or function; operator: ADD, operand type: {TypeName(value)}, typeSet: ALLOWED_FOR_ADD_OPERAND");

    private AttributeValue DeleteValue(AttributeValue value) => value.IsSet
        ? value
        : throw Invalid($"Incorrect operand type for operator or function; operator: DELETE, operand type: {TypeName(value)}, typeSet: ALLOWED_FOR_DELETE_OPERAND");

    private static string TypeName(AttributeValue value) => value.Type switch
    {
        "S" => "STRING",
        "N" => "NUMBER",
        "B" => "BINARY",
        "BOOL" => "BOOLEAN",
        "L" => "LIST",
        "M" => "MAP",
        var other => other,
    };

    private void CheckOverlap(IReadOnlyList<DocumentPath> paths)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            for (int k = i + 1; k < paths.Count; k++)
            {
                if (paths[i].Overlaps(paths[k]))
                {
                    throw Invalid("Two document paths overlap with each other; must remove or rewrite one of these paths; " +
                        $"path one: {paths[i]}, path two: {paths[k]}");
                }
            }
        }
    }
}
