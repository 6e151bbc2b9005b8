namespace ImageFlow.LocalCloud.Tables.Expressions;

/// <summary>Reads a <c>ConditionExpression</c> (Developer Guide, "Condition and filter expressions, operators, and functions").</summary>
internal sealed class ConditionParser(string text, Placeholders placeholders, string kind = "ConditionExpression")
    : ExpressionParser(text, kind, placeholders)
{
    private static readonly string[] Comparators = ["=", "<>", "<", "<=", ">", ">="];

    private static readonly string[] AttributeTypes = ["S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M"];

    public Condition Parse()
    {
        Condition condition = ReadAny();
        ExpectEnd();
        return condition;
    }

    private Condition ReadAny()
    {
        Condition left = ReadAll();
        while (TakeWord("OR"))
        {
            left = new AnyCondition(left, ReadAll());
        }

        return left;
    }

    private Condition ReadAll()
    {
        Condition left = ReadNot();
        while (TakeWord("AND"))
        {
            left = new AllCondition(left, ReadNot());
        }

        return left;
    }

    private Condition ReadNot() => TakeWord("NOT") ? new NotCondition(ReadNot()) : ReadPrimary();

    private Condition ReadPrimary()
    {
        if (TakeSymbol("("))
        {
            Condition inner = ReadAny();
            Expect(")");
            return inner;
        }

        return AtFunction && Current.Text != "size" ? ReadFunction() : ReadComparison();
    }

    private Condition ReadComparison()
    {
        Operand left = ReadOperand();
        if (TakeWord("BETWEEN"))
        {
            Operand low = ReadOperand();
            if (!TakeWord("AND"))
            {
                throw Unexpected();
            }

            return new BetweenCondition(left, low, ReadOperand());
        }

        if (TakeWord("IN"))
        {
            return new InCondition(left, ReadList());
        }

        if (!Array.Exists(Comparators, Current.IsSymbol))
        {
            throw Unexpected();
        }

        return new ComparisonCondition(Take().Text, left, ReadOperand());
    }

    private List<Operand> ReadList()
    {
        Expect("(");
        List<Operand> list = [];
        do
        {
            list.Add(ReadOperand());
        }
        while (TakeSymbol(","));
        Expect(")");
        return list;
    }

    private Condition ReadFunction()
    {
        string name = Take().Text;
        switch (name)
        {
            case "attribute_exists" or "attribute_not_exists":
                return new ExistsCondition(PathArgument(name, ReadArguments(name, 1, ReadOperand)[0]), name == "attribute_exists");
            case "attribute_type":
                List<Operand> typed = ReadArguments(name, 2, ReadOperand);
                return new TypeCondition(PathArgument(name, typed[0]), AttributeType(typed[1]));
            case "begins_with":
                List<Operand> prefixed = ReadArguments(name, 2, ReadOperand);
                CheckPrefix(prefixed[1]);
                return new BeginsWithCondition(prefixed[0], prefixed[1]);
            case "contains":
                List<Operand> contained = ReadArguments(name, 2, ReadOperand);
                return new ContainsCondition(contained[0], contained[1]);
            case "if_not_exists" or "list_append":
                throw Invalid($"The function is not allowed in a condition expression; function: {name}");
            default:
                throw Invalid($"Invalid function name; function: {name}");
        }
    }

    private Operand ReadOperand()
    {
        if (Current.Kind == TokenKind.ValuePlaceholder)
        {
            return new ValueOperand(ReadValue());
        }

        if (!AtFunction)
        {
            return new PathOperand(ReadPath());
        }

        string name = Take().Text;
        return name == "size"
            ? new SizeOperand(PathArgument(name, ReadArguments(name, 1, ReadOperand)[0]))
            : throw Invalid($"The function is not allowed to be used this way in an expression; function: {name}");
    }

    private string AttributeType(Operand operand) => operand is ValueOperand { Value: { Type: "S" } type }
        ? AttributeTypes.Contains(type.Text) ? type.Text : throw Invalid($"Invalid attribute type name found; type: {type.Text}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}")
        : throw Invalid("Incorrect operand type for operator or function; operator or function: attribute_type, operand type: the type's name must be a value of type S");

    private void CheckPrefix(Operand prefix)
    {
        if (prefix is ValueOperand { Value.Type: not ("S" or "B") } value)
        {
            throw Invalid($"Incorrect operand type for operator or function; operator or function: begins_with, operand type: {value.Value.Type}");
        }
    }
}
