using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.Legacy;

enum UpdateAction
{
    Put,
    Add,
    Delete,
}

/// <summary>What <c>AttributeUpdates</c> does with one attribute.</summary>
/// <param name="Attribute">The attribute's whole name.</param>
/// <param name="Action">What is done.</param>
/// <param name="Value">Null for a deletion of the whole attribute.</param>
sealed record AttributeUpdate(string Attribute, UpdateAction Action, AttributeValue? Value)
{
    /// <exception cref="DynamoException">The action does not take such a value.</exception>
    public void Check()
    {
        if (Value is null)
        {
            if (Action != UpdateAction.Delete)
            {
                throw DynamoException.InvalidParameter(
                    "Only DELETE action is allowed when no attribute value is specified");
            }

            return;
        }

        var isSet = Value.TypeName is "SS" or "NS" or "BS";
        if (Action == UpdateAction.Delete && !isSet)
        {
            throw DynamoException.InvalidParameter(
                $"DELETE action with value is not supported for the type {Value.TypeName}");
        }

        if (Action == UpdateAction.Add && !isSet && Value is not (AttributeValue.N or AttributeValue.L))
        {
            throw DynamoException.InvalidParameter($"ADD action is not supported for the type {Value.TypeName}");
        }
    }
}

/// <summary><c>AttributeUpdates</c> as the clauses that an update expression has.</summary>
static class LegacyUpdate
{
    const string Mismatch = "Type mismatch for attribute to update";

    /// <param name="updates">At least one; of different attributes.</param>
    /// <param name="table">What they have to fit.</param>
    public static Update Of(List<AttributeUpdate> updates, TableDefinition table)
    {
        var paths = new DocumentPath[updates.Count];
        var values = new List<AttributeValue>(updates.Count);
        var clauses = new UpdateClause[updates.Count];
        for (var slot = 0; slot < clauses.Length; slot++)
        {
            var update = updates[slot];
            paths[slot] = DocumentPath.Of(update.Attribute);
            clauses[slot] = Clause(update, slot, values.Count);
            if (update.Value is { } value)
            {
                values.Add(value);
            }
        }

        return Update.Of(clauses, new Bindings(paths, [.. values]), table, Mismatch);
    }

    static UpdateClause Clause(AttributeUpdate update, int target, int value) => update switch
    {
        { Value: null } => new UpdateClause.Remove(target),
        { Action: UpdateAction.Delete } => new UpdateClause.Delete(target, value),
        { Action: UpdateAction.Add } => new UpdateClause.Add(target, value),
        _ => new UpdateClause.Set(target, new SetValue.Single(new Operand.Value(value))),
    };
}
