namespace GlobalTables.RegionNode.Expressions;

/// <summary>Puts a request's names and values into an update's syntax, and checks the operands.</summary>
static class UpdateBinding
{
    /// <summary>Resolves everything: names first, then values.</summary>
    public static Binder Resolved(
        Syntax<UpdateClause[]> syntax, Substitutions substitutions, string parameterName)
    {
        var binder = new Binder(syntax.Paths, syntax.Values, substitutions, parameterName);
        for (var slot = 0; slot < syntax.Paths.Length; slot++)
        {
            binder.ResolvePath(slot);
        }

        for (var slot = 0; slot < syntax.Values.Length; slot++)
        {
            binder.ResolveValue(slot);
        }

        return binder;
    }

    public static void CheckOperands(UpdateClause[] clauses, Binder binder)
    {
        foreach (var clause in clauses)
        {
            switch (clause)
            {
                case UpdateClause.Add add:
                    CheckAdded(binder, "ADD", add.Value, allowsNumber: true);
                    break;
                case UpdateClause.Delete delete:
                    CheckAdded(binder, "DELETE", delete.Value, allowsNumber: false);
                    break;
            }
        }

        foreach (var clause in clauses)
        {
            if (clause is UpdateClause.Set set)
            {
                CheckValue(binder, set.Value);
            }
        }
    }

    static void CheckAdded(Binder binder, string section, int value, bool allowsNumber)
    {
        var type = binder.Bindings.Values[value].TypeName;
        if (type is "SS" or "NS" or "BS" || (allowsNumber && type == "N"))
        {
            return;
        }

        throw binder.Invalid($"Incorrect operand type for operator or function; operator: {section}, operand type: "
            + $"{LongNameOf(type)}, typeSet: ALLOWED_FOR_{section}_OPERAND");
    }

    static void CheckValue(Binder binder, SetValue value)
    {
        switch (value)
        {
            case SetValue.Single single:
                CheckOperand(binder, single.Operand);
                break;
            case SetValue.Sum sum:
                CheckOperand(binder, sum.Left);
                CheckOperand(binder, sum.Right);
                binder.CheckTypes(
                    sum.IsDifference ? "-" : "+", static type => type == "N", sum.Left, sum.Right);
                break;
            default:
                throw new InvalidOperationException($"Not a value of SET: {value}");
        }
    }

    static void CheckOperand(Binder binder, Operand operand)
    {
        if (operand is Operand.Sum sum)
        {
            CheckValue(binder, new SetValue.Sum(sum.Left, sum.Right, sum.IsDifference));
            return;
        }

        binder.CheckOperandCounts(operand);
        if (operand is Operand.Call { Function: Function.IfNotExists } call)
        {
            binder.CheckDistinct(call.Name, call.Arguments[0], call.Arguments[1]);
        }

        binder.CheckOperandTypes(operand);
    }

    static string LongNameOf(string type) => type switch
    {
        "S" => "STRING",
        "N" => "NUMBER",
        "B" => "BINARY",
        "BOOL" => "BOOLEAN",
        "L" => "LIST",
        "M" => "MAP",
        _ => type,
    };
}
