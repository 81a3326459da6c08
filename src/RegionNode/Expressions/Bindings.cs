using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>What one request puts in the places of a shared syntax: resolved paths and given values.</summary>
sealed class Bindings(DocumentPath[] paths, AttributeValue[] values)
{
    public DocumentPath[] Paths { get; } = paths;

    public AttributeValue[] Values { get; } = values;

    /// <summary>The same, and one path more: the last one.</summary>
    public Bindings With(DocumentPath path) => new([.. Paths, path], Values);

    /// <summary>The operand's value for that item; null where there is none.</summary>
    public AttributeValue? ValueOf(Operand operand, Dictionary<string, AttributeValue> item) => operand switch
    {
        Operand.Path path => Paths[path.Slot].In(item),
        Operand.Value value => Values[value.Slot],
        Operand.Call { Function: Function.Size } call => Comparison.SizeOf(ValueOf(call.Arguments[0], item)),
        _ => throw new InvalidOperationException($"Not an operand with a value: {operand}"),
    };

    /// <summary>The operand's type where the request alone tells it; null where the item decides.</summary>
    public string? TypeOf(Operand operand) => operand switch
    {
        Operand.Path => null,
        Operand.Value value => Values[value.Slot].TypeName,
        Operand.Call { Function: Function.Size } or Operand.Sum => "N",
        Operand.Call { Function: Function.ListAppend } => "L",
        Operand.Call { Function: Function.IfNotExists } => null,
        _ => "BOOL",
    };
}
