using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Fills the places of a syntax and makes the checks on operands that need the names and values. The caller
/// chooses the order of the steps: it decides which error a client sees.
/// </summary>
sealed class Binder(
    PathSyntax[] paths, string[] values, Substitutions? substitutions, string parameterName)
{
    const string AnyType = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";

    /// <summary>The same, in the order in which the service tells them of statements.</summary>
    const string PartiQlAttributeTypes = "N,BS,L,B,NULL,M,S,SS,NS,BOOL";

    static readonly string[] AttributeTypes = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];

    /// <summary>For operands that are bound already, as those of a PartiQL statement are: to check them.</summary>
    public Binder(Bindings bindings)
        : this([], [], null, "") => Bindings = bindings;

    public Bindings Bindings { get; } = new(new DocumentPath[paths.Length], new AttributeValue[values.Length]);

    public void Resolve(Operand operand)
    {
        switch (operand)
        {
            case Operand.Path path:
                ResolvePath(path.Slot);
                break;
            case Operand.Value value:
                ResolveValue(value.Slot);
                break;
            case Operand.Call call:
                foreach (var argument in call.Arguments)
                {
                    Resolve(argument);
                }

                break;
        }
    }

    public void ResolvePath(int slot)
    {
        if (substitutions is not null)
        {
            Bindings.Paths[slot] ??= DocumentPath.From(paths[slot], substitutions, parameterName);
        }
    }

    public void ResolveValue(int slot)
    {
        if (substitutions is not null)
        {
            Bindings.Values[slot] = substitutions.Value(values[slot], parameterName);
        }
    }

    public void CheckOperandCounts(Operand operand)
    {
        if (operand is not Operand.Call call)
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            CheckOperandCounts(argument);
        }

        var takesOne = call.Function is Function.AttributeExists or Function.AttributeNotExists or Function.Size;
        var expected = takesOne ? 1 : 2;
        if (call.Arguments.Length != expected)
        {
            throw Invalid("Incorrect number of operands for operator or function; operator or function: "
                + $"{call.Name}, number of operands: {call.Arguments.Length}");
        }
    }

    /// <summary>The first operand may not be the same path as one of the others.</summary>
    public void CheckDistinct(string name, Operand first, params ReadOnlySpan<Operand> others)
    {
        if (first is not Operand.Path { Slot: var slot })
        {
            return;
        }

        foreach (var other in others)
        {
            if (other is Operand.Path path && Bindings.Paths[slot].IsSame(Bindings.Paths[path.Slot]))
            {
                throw Invalid("The first operand must be distinct from the remaining operands for this operator or "
                    + $"function; operator: {name}, first operand: {Bindings.Paths[slot]}");
            }
        }
    }

    public void CheckOperandTypes(Operand operand)
    {
        if (operand is not Operand.Call call)
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            CheckOperandTypes(argument);
        }

        switch (call.Function)
        {
            case Function.AttributeExists or Function.AttributeNotExists or Function.IfNotExists:
                CheckIsPath(call);
                break;
            case Function.AttributeType:
                CheckIsPath(call);
                CheckNamesType(call);
                break;
            case Function.BeginsWith:
                CheckTypes(call.Name, static type => type is "S" or "B", call.Arguments);
                break;
            case Function.Size:
                CheckTypes(call.Name, static type => type is not ("N" or "BOOL" or "NULL"), call.Arguments);
                break;
            case Function.ListAppend:
                CheckTypes(call.Name, static type => type is "L", call.Arguments);
                break;
        }
    }

    public void CheckTypes(string name, Predicate<string> isAllowed, params ReadOnlySpan<Operand> operands)
    {
        foreach (var operand in operands)
        {
            if (Bindings.TypeOf(operand) is { } type && !isAllowed(type))
            {
                throw WrongType(name, type);
            }
        }
    }

    public DynamoException Invalid(string message) => Faults.Invalid(parameterName, message);

    void CheckIsPath(Operand.Call call)
    {
        if (call.Arguments[0] is not Operand.Path)
        {
            throw Invalid($"Operator or function requires a document path; operator or function: {call.Name}");
        }
    }

    void CheckNamesType(Operand.Call call)
    {
        if (call.Arguments[1] is not Operand.Value value
            || Bindings.Values[value.Slot] is not AttributeValue.S name)
        {
            throw WrongType(call.Name, Bindings.TypeOf(call.Arguments[1]) ?? AnyType);
        }

        if (!AttributeTypes.Contains(name.Value))
        {
            var inOrder = substitutions is null ? PartiQlAttributeTypes : string.Join(',', AttributeTypes);
            throw Invalid(
                $"Invalid attribute type name found; type: {name.Value}, valid types: {{{inOrder}}}");
        }
    }

    DynamoException WrongType(string name, string type) => Invalid(
        "Incorrect operand type for operator or function; "
        + $"operator or function: {name}, operand type: {type}");
}
