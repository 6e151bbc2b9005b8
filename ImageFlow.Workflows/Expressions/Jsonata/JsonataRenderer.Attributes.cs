using ImageFlow.Asl.Values;
using ImageFlow.Workflows.Expressions.Script;

namespace ImageFlow.Workflows.Expressions.Jsonata;

/// <summary>DynamoDB's JSON (<c>{"S": "…"}</c>): written out where the types are known, converted at run time where not.</summary>
internal sealed partial class JsonataRenderer
{
    private const string Converter =
        "($a := function($v){ $type($v) = 'string' ? {'S': $v} : $type($v) = 'number' ? {'N': $string($v)} : $type($v) = 'boolean' ? {'BOOL': $v} " +
        ": $type($v) = 'array' ? {'L': [$map($v, $a)]} : $type($v) = 'object' ? {'M': $merge($append([{}], $each($v, function($m, $k){ {$k: $a($m)} })))} : {'NULL': true} }; $a(";

    private JsonataText RenderAttributeMap(Expr item) => item is ObjectLiteral literal && literal.Members.All(member => member.Key is not null)
        ? Render(AttributeMap(literal))
        : new($"{RenderAttribute(item).Text}.M", JsonataText.Atom, DataType.Object);

    private JsonataText RenderAttribute(Expr value) => Attribute(value, Render) is { } known
        ? Render(known)
        : new($"{Converter}{Render(value).Text}))", JsonataText.Atom, DataType.Object);

    /// <summary>The value as DynamoDB's JSON where that can be written out; <see langword="null"/> where its type shows only at run time.</summary>
    internal static ObjectLiteral? Attribute(Expr value, Func<Expr, JsonataText>? render = null)
    {
        switch (value)
        {
            case Literal { Value: StringData }:
                return One("S", value);
            case Literal { Value: NumberData number }:
                return One("N", new Literal(NumberData.Format(number.Value)));
            case Literal { Value: BooleanData }:
                return One("BOOL", value);
            case Literal { Value: NullData }:
                return One("NULL", new Literal(BooleanData.True));
            case Literal { Value: ObjectData or ArrayData } constant:
                return Attribute(AsExpression(constant.Value), render);
            case ObjectLiteral literal when literal.Members.All(member => member.Key is not null):
                return One("M", AttributeMap(literal));
            case ArrayLiteral array when array.Items.All(item => item is not Spread):
                return One("L", array with { Items = [.. array.Items.Select(item => (Expr?)Attribute(item, render) ?? new Call(new Name("toAttributeValue", item.At), [item], item.At))] });
            default:
                JsonataText rendered = (render ?? Value)(value);
                return rendered is { IsDefinite: false } or { MayBeNull: true } ? null : rendered.Type.Kind switch
                {
                    DataKind.String => One("S", value),
                    DataKind.Number => One("N", new Call(new Name("String", value.At), [value], value.At)),
                    DataKind.Boolean => One("BOOL", value),
                    _ => null,
                };
        }
    }

    /// <summary>A map whose members are attribute values, so that the template can show one expression for each.</summary>
    internal static ObjectLiteral AttributeMap(ObjectLiteral literal) =>
        literal with { Members = [.. literal.Members.Select(member => new ObjectMember(member.Key, new Call(new Name("toAttributeValue", literal.At), [member.Value], literal.At)))] };

    /// <summary>A constant object as an expression of its members.</summary>
    internal static ObjectLiteral AsLiteral(ObjectData constant) =>
        new([.. constant.Select(member => new ObjectMember(member.Key, AsExpression(member.Value)))], 0);

    private static Expr AsExpression(JsonData constant) => constant switch
    {
        ObjectData members => AsLiteral(members),
        ArrayData items => new ArrayLiteral([.. items.Select(AsExpression)], 0),
        _ => new Literal(constant),
    };

    private static ObjectLiteral One(string type, Expr value) => new([new(type, value)], value.At);
}
