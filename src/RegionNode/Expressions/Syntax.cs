namespace GlobalTables.RegionNode.Expressions;

/// <summary>An expression's syntax: immutable, made from its text alone, shared by all requests.</summary>
/// <param name="Paths">Every path in the order of the text; an operand says its place here.</param>
/// <param name="Values">Every value placeholder likewise.</param>
sealed record Syntax<TRoot>(TRoot Root, PathSyntax[] Paths, string[] Values);

/// <summary>One step of a path: an attribute's name, a placeholder for one, or an index into a list.</summary>
readonly record struct PathStep(string? Name, int Index)
{
    public bool IsPlaceholder => Name is ['#', ..];
}

sealed record PathSyntax(PathStep[] Steps);

enum Function
{
    Unknown,
    AttributeExists,
    AttributeNotExists,
    AttributeType,
    BeginsWith,
    Contains,
    Size,
    IfNotExists,
    ListAppend,
}

/// <summary>What an operator or function works on.</summary>
abstract record Operand
{
    Operand()
    {
    }

    internal sealed record Path(int Slot) : Operand;

    internal sealed record Value(int Slot) : Operand;

    internal sealed record Call(Function Function, string Name, Operand[] Arguments) : Operand;

    /// <summary>A sum or difference inside another one; only PartiQL writes it.</summary>
    internal sealed record Sum(Operand Left, Operand Right, bool IsDifference) : Operand;

    /// <summary>Whether a condition holds, as a value; only PartiQL writes it.</summary>
    internal sealed record Truth(ConditionSyntax Condition) : Operand;
}

enum Comparator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

abstract record ConditionSyntax
{
    ConditionSyntax()
    {
    }

    internal sealed record And(ConditionSyntax[] Parts) : ConditionSyntax;

    internal sealed record Or(ConditionSyntax[] Parts) : ConditionSyntax;

    internal sealed record Not(ConditionSyntax Inner) : ConditionSyntax;

    internal sealed record Compare(Comparator Comparator, Operand Left, Operand Right) : ConditionSyntax;

    internal sealed record Between(Operand Value, Operand Lower, Operand Upper) : ConditionSyntax;

    internal sealed record In(Operand Value, Operand[] Candidates) : ConditionSyntax;

    internal sealed record Holds(Operand.Call Call) : ConditionSyntax;
}

/// <summary>The right side of a SET clause.</summary>
abstract record SetValue
{
    SetValue()
    {
    }

    internal sealed record Single(Operand Operand) : SetValue;

    internal sealed record Sum(Operand Left, Operand Right, bool IsDifference) : SetValue;
}

/// <summary>One clause of an update.</summary>
/// <param name="Target">The path it changes, as a place in the syntax's paths.</param>
abstract record UpdateClause(int Target)
{
    internal sealed record Set(int Target, SetValue Value) : UpdateClause(Target);

    internal sealed record Remove(int Target) : UpdateClause(Target);

    internal sealed record Add(int Target, int Value) : UpdateClause(Target);

    internal sealed record Delete(int Target, int Value) : UpdateClause(Target);
}
