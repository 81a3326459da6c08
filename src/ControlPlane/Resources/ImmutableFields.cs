using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Resources;

/// <summary>
/// What may never change in a table that exists: the rules that the resource definition states in CEL.
/// </summary>
public static class ImmutableFields
{
    /// <summary>Why the one may not follow the other; null when it may.</summary>
    public static string? RefusalOf(TableShape before, TableShape after)
    {
        if (before.TableName != after.TableName)
        {
            return $"tableName is immutable: the table is called {before.TableName}, not {after.TableName}";
        }

        if (before.LocalSecondaryIndexes is { } local && after.LocalSecondaryIndexes is { } changed
            && !IndexLists.Same(local, changed))
        {
            return $"localSecondaryIndexes of table {before.TableName} are immutable: they are made with the table";
        }

        return SameKeys(before, after)
            ? null
            : $"the key of table {before.TableName} is immutable: it is {Describe(before)}, not {Describe(after)}";
    }

    /// <summary>True when items of the one are items of the other: same key attributes, same types.</summary>
    public static bool SameKeys(TableShape one, TableShape other) => Describe(one) == Describe(other);

    static string Describe(TableShape shape) => string.Join(
        " + ",
        shape.KeySchema.Select(key => $"{key.AttributeName} ({key.KeyType}, {TypeOf(shape, key.AttributeName)})"));

    static string TypeOf(TableShape shape, string attribute) =>
        shape.AttributeDefinitions.FirstOrDefault(a => a.AttributeName == attribute)?.AttributeType ?? "?";
}
