using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>Computes what SET assigns.</summary>
static class SetValues
{
    public static AttributeValue Of(SetValue value, Bindings bindings, Dictionary<string, AttributeValue> item)
    {
        switch (value)
        {
            case SetValue.Single single:
                return Of(single.Operand, bindings, item);
            case SetValue.Sum sum:
                return Sum(sum.Left, sum.Right, sum.IsDifference, bindings, item);
            default:
                throw new InvalidOperationException($"Not a value of SET: {value}");
        }
    }

    static AttributeValue Of(Operand operand, Bindings bindings, Dictionary<string, AttributeValue> item)
    {
        if (operand is Operand.Sum sum)
        {
            return Sum(sum.Left, sum.Right, sum.IsDifference, bindings, item);
        }

        if (operand is not Operand.Call call)
        {
            return bindings.ValueOf(operand, item) ?? throw DynamoException.Validation(
                "The provided expression refers to an attribute that does not exist in the item");
        }

        if (call.Function == Function.IfNotExists)
        {
            return bindings.ValueOf(call.Arguments[0], item) ?? Of(call.Arguments[1], bindings, item);
        }

        var first = List(Of(call.Arguments[0], bindings, item));
        var second = List(Of(call.Arguments[1], bindings, item));
        var list = new List<AttributeValue>(first.Count + second.Count);
        list.AddRange(first);
        list.AddRange(second);
        return new AttributeValue.L(list);
    }

    static AttributeValue.N Sum(
        Operand left, Operand right, bool isDifference, Bindings bindings, Dictionary<string, AttributeValue> item)
    {
        var first = Number(Of(left, bindings, item));
        var second = Number(Of(right, bindings, item));
        return new AttributeValue.N(isDifference ? first - second : first + second);
    }

    static AttributeNumber Number(AttributeValue value) =>
        value is AttributeValue.N number ? number.Value : throw ItemChange.WrongType();

    static List<AttributeValue> List(AttributeValue value) =>
        value is AttributeValue.L list ? list.Value : throw ItemChange.WrongType();
}
