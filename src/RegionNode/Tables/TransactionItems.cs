using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// Which items a transaction is about. What is wrong with a key is told as the reason of a cancellation, except that
/// a value is empty, which the service finds before the transaction begins.
/// </summary>
static class TransactionItems
{
    /// <summary>The keys of the items, in order.</summary>
    /// <param name="count">How many items there are.</param>
    /// <param name="keyAt">The key of one of them; throws where there is something wrong with it.</param>
    /// <exception cref="DynamoException">
    /// TransactionCanceledException: some are not as their tables want them. ValidationException: two are one.
    /// </exception>
    public static IReadOnlyList<(TableEntry Table, ItemKey Key)> Keys(
        int count, Func<int, (TableEntry Table, ItemKey Key)> keyAt)
    {
        var keys = new (TableEntry Table, ItemKey Key)[count];
        var reasons = new CancellationReason[count];
        var isCancelled = false;
        for (var i = 0; i < count; i++)
        {
            reasons[i] = CancellationReason.None;
            try
            {
                keys[i] = keyAt(i);
            }
            catch (DynamoException refusal) when (refusal.IsValidation)
            {
                reasons[i] = CancellationReason.Invalid(refusal.Message);
                isCancelled = true;
            }
        }

        if (isCancelled)
        {
            throw DynamoException.TransactionCanceled(reasons);
        }

        ThrowIfRepeated(keys);
        return keys;
    }

    /// <summary>Of the key's attributes only; whether they fit is another question.</summary>
    public static void ThrowIfKeyIsEmpty(KeySchema keys, Dictionary<string, AttributeValue> attributes)
    {
        ThrowIfEmpty(keys.Partition, attributes);
        if (keys.Sort is { } sort)
        {
            ThrowIfEmpty(sort, attributes);
        }
    }

    public static DynamoException TooLarge() => DynamoException.Validation(
        "The aggregate size of the items in the transaction exceeds the limit of "
        + $"{Limits.TransactionBytesMax / (1024 * 1024)} MB");

    static void ThrowIfEmpty(KeyAttribute attribute, Dictionary<string, AttributeValue> attributes)
    {
        if (attributes.TryGetValue(attribute.Name, out var value))
        {
            attribute.ThrowIfEmpty(value, "One or more parameter values are not valid.");
        }
    }

    static void ThrowIfRepeated(IEnumerable<(TableEntry Table, ItemKey Key)> keys)
    {
        foreach (var ofTable in keys.GroupBy(key => key.Table.Number))
        {
            var seen = new HashSet<ItemKey>(ItemKeyEquality.Instance);
            if (!ofTable.All(key => seen.Add(key.Key)))
            {
                throw DynamoException.Validation(
                    "Transaction request cannot include multiple operations on one item");
            }
        }
    }
}
