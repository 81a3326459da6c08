using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>What SET_ADD or SET_DELETE is given; whether it is a set is known with the parameters.</summary>
readonly record struct SetArgument(int Value, string Function, Place At)
{
    public void ThrowIfNoSet(Bindings bindings)
    {
        if (bindings.Values[Value].TypeName is not ("SS" or "NS" or "BS"))
        {
            throw Malformed.At($"The second argument to {Function} must be a value with type SET", At);
        }
    }
}

/// <summary>SET and REMOVE to the clauses that an update expression would have.</summary>
sealed class UpdateTranslation(StatementSlots slots)
{
    readonly List<SetArgument> setArguments = [];

    public SetArgument[] SetArguments => [.. setArguments];

    public UpdateClause ClauseOf(ChangeNode change)
    {
        var target = slots.Path(change.Target);
        return change.Value switch
        {
            null => new UpdateClause.Remove(target),
            Node.Call { Function: "set_add" } call => new UpdateClause.Add(target, SetOf(call, "SET_ADD", target)),
            Node.Call { Function: "set_delete" } call =>
                new UpdateClause.Delete(target, SetOf(call, "SET_DELETE", target)),
            var value => new UpdateClause.Set(target, SetValueOf(value)),
        };
    }

    int SetOf(Node.Call call, string name, int target)
    {
        if (call.Arguments.Length != 2)
        {
            throw WrongCount(call);
        }

        if (call.Arguments[0] is not Node.Path path
            || !StatementPaths.PathOf(path).IsSame(slots.PathAt(target)))
        {
            throw Malformed.At($"The first argument to {name} must equal the assignment value", call.At);
        }

        if (call.Arguments[1] is Node.Path or Node.Call or Node.Operation or Node.Is)
        {
            throw Malformed.At($"The second argument to {name} must be a value with type SET", path.At);
        }

        var value = slots.Value(call.Arguments[1]);
        setArguments.Add(new SetArgument(value, name, path.At));
        return value;
    }

    SetValue SetValueOf(Node node) => OperandOf(node) switch
    {
        Operand.Sum sum => new SetValue.Sum(sum.Left, sum.Right, sum.IsDifference),
        var single => new SetValue.Single(single),
    };

    Operand OperandOf(Node node) => node switch
    {
        Node.Path path => new Operand.Path(slots.Path(path)),
        Node.Call { Function: "list_append", Arguments.Length: 2 } call => new Operand.Call(
            Function.ListAppend, call.Function, Array.ConvertAll(call.Arguments, OperandOf)),
        Node.Call { Function: "list_append" } call => throw WrongCount(call),
        Node.Call call => throw DynamoException.Validation($"Unrecognized function: {call.Function}"),
        Node.Operation { Operator: "+" or "-", Operands: [var left, var right] } sum =>
            new Operand.Sum(OperandOf(left), OperandOf(right), sum.Operator == "-"),
        Node.Operation operation => throw DynamoException.Validation(
            $"Unsupported operator in Update Expression. Operator: {operation.Operator}"),
        Node.Is => throw DynamoException.Validation("IS operator is not supported in update expressions"),
        _ => new Operand.Value(slots.Value(node)),
    };

    static DynamoException WrongCount(Node.Call call) => DynamoException.Validation(
        "Incorrect number of operands for operator or function; operator or function: "
        + $"{call.Function}, number of operands: {call.Arguments.Length}");
}
