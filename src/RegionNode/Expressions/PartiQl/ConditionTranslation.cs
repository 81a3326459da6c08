using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>A WHERE clause to the condition that an expression would be.</summary>
sealed class ConditionTranslation(StatementSlots slots)
{
    public ConditionSyntax ConditionOf(Node node) => node switch
    {
        Node.Operation { Operator: "and" } and => new ConditionSyntax.And(Array.ConvertAll(and.Operands, ConditionOf)),
        Node.Operation { Operator: "or" } or => new ConditionSyntax.Or(Array.ConvertAll(or.Operands, ConditionOf)),
        Node.Operation { Operator: "not" } not => new ConditionSyntax.Not(ConditionOf(not.Operands[0])),
        Node.Operation { Operator: "between" } between => new ConditionSyntax.Between(
            OperandOf(between.Operands[0]), OperandOf(between.Operands[1]), OperandOf(between.Operands[2])),
        Node.Operation { Operator: "in" } within => InOf(within),
        Node.Operation operation when ComparatorOf(operation.Operator) is { } comparator =>
            new ConditionSyntax.Compare(
                comparator, OperandOf(operation.Operands[0]), OperandOf(operation.Operands[1])),
        Node.Operation operation => throw Unsupported(operation),
        Node.Is type => IsOf(type),
        Node.Call call when FunctionOf(call) is var function && function != Function.Size =>
            new ConditionSyntax.Holds(CallOf(call, function)),
        _ => throw DynamoException.Validation($"Unsupported token in expression: {node.Name}"),
    };

    Operand OperandOf(Node node) => node switch
    {
        Node.Path path => new Operand.Path(slots.Path(path)),
        Node.Call call when FunctionOf(call) == Function.Size => CallOf(call, Function.Size),
        Node.Call or Node.Is => new Operand.Truth(ConditionOf(node)),
        Node.Operation { Operator: "-" or "+", Operands.Length: 1 } sign => throw DynamoException.Validation(
            "Incorrect number of operands for operator or function; "
            + $"operator or function: {sign.Operator}, number of operands: 1"),
        Node.Operation operation => new Operand.Truth(ConditionOf(operation)),
        _ => new Operand.Value(slots.Value(node)),
    };

    ConditionSyntax.In InOf(Node.Operation within)
    {
        var value = OperandOf(within.Operands[0]);
        var candidates = within.Operands[1] switch
        {
            Node.List list => list.Elements,
            Node.Bag bag => bag.Elements,
            var single => [single],
        };
        if (candidates.Length > Limits.InOperandsMax)
        {
            throw DynamoException.Validation("The IN operator is provided with too many operands; "
                + $"number of operands: {candidates.Length}");
        }

        return new ConditionSyntax.In(value, Array.ConvertAll(candidates, OperandOf));
    }

    ConditionSyntax.Holds IsOf(Node.Is type)
    {
        if (type.Value is not Node.Path path)
        {
            throw DynamoException.Validation(
                "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
        }

        var operand = new Operand.Path(slots.Path(path));
        return type.Type == "missing"
            ? new(new Operand.Call(Function.AttributeNotExists, "attribute_not_exists", [operand]))
            : new(new Operand.Call(
                Function.AttributeType,
                "attribute_type",
                [operand, new Operand.Value(slots.Value(new Node.Text(AttributeTypeOf(type.Type), type.At)))]));
    }

    Operand.Call CallOf(Node.Call call, Function function) =>
        new(function, call.Function, Array.ConvertAll(call.Arguments, OperandOf));

    static Function FunctionOf(Node.Call call) => call.Function switch
    {
        "attribute_exists" => Function.AttributeExists,
        "attribute_not_exists" => Function.AttributeNotExists,
        "attribute_type" => Function.AttributeType,
        "begins_with" => Function.BeginsWith,
        "contains" => Function.Contains,
        "size" => Function.Size,
        "exists" => throw Malformed.At("Unexpected path component", call.At),
        _ => throw DynamoException.Validation($"Unrecognized function: {call.Function}"),
    };

    static Comparator? ComparatorOf(string symbol) => symbol switch
    {
        "=" => Comparator.Equal,
        "<>" or "!=" => Comparator.NotEqual,
        "<" => Comparator.Less,
        "<=" => Comparator.LessOrEqual,
        ">" => Comparator.Greater,
        ">=" => Comparator.GreaterOrEqual,
        _ => null,
    };

    static string AttributeTypeOf(string type) => type switch
    {
        "null" => "NULL",
        "bool" or "boolean" => "BOOL",
        "blob" => "B",
        "string" => "S",
        "numeric" => "N",
        "struct" or "tuple" => "M",
        "list" => "L",
        _ => throw DynamoException.Validation($"Unsupported data type for IS operator: {type.ToUpperInvariant()}. "
            + "Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"),
    };

    static DynamoException Unsupported(Node.Operation operation) => DynamoException.Validation(
        $"Unsupported operator in Condition Expression. Operator: {operation.Operator}");
}
