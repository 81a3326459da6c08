using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Rows of this region whose content does not have its checksum, as they are met, and which other regions had nothing
/// to put in their place. In memory and bounded: what is not remembered is met again.
/// </summary>
sealed class DamagedRows
{
    readonly Dictionary<long, Dictionary<ItemKey, HashSet<string>>> tables = [];
    readonly Lock gate = new();

    public void Note(long tableNumber, ItemKey key)
    {
        lock (gate)
        {
            if (!tables.TryGetValue(tableNumber, out var rows))
            {
                rows = new(ByContent.Instance);
                tables.Add(tableNumber, rows);
            }

            if (rows.Count < Limits.DamagedRowsMax)
            {
                rows.TryAdd(key, new(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>That region has no intact version of it that would do.</summary>
    public void NoHelpFrom(long tableNumber, ItemKey key, string region)
    {
        lock (gate)
        {
            if (tables.TryGetValue(tableNumber, out var rows) && rows.TryGetValue(key, out var asked))
            {
                asked.Add(region);
            }
        }
    }

    /// <summary>The row is whole again, or gone.</summary>
    public void Forget(long tableNumber, ItemKey key)
    {
        lock (gate)
        {
            if (tables.TryGetValue(tableNumber, out var rows))
            {
                rows.Remove(key);
            }
        }
    }

    public void Forget(long tableNumber)
    {
        lock (gate)
        {
            tables.Remove(tableNumber);
        }
    }

    /// <summary>Another pass begins: the region may have been given what it lacked.</summary>
    public void AskAgain(long tableNumber, string region)
    {
        lock (gate)
        {
            if (tables.TryGetValue(tableNumber, out var rows))
            {
                foreach (var asked in rows.Values)
                {
                    asked.Remove(region);
                }
            }
        }
    }

    /// <summary>Rows that the region was not asked for yet.</summary>
    public IReadOnlyList<ItemKey> ToAsk(long tableNumber, string region, int atMost)
    {
        lock (gate)
        {
            return !tables.TryGetValue(tableNumber, out var rows) ? [] :
                [.. rows.Where(row => !row.Value.Contains(region)).Take(atMost).Select(row => row.Key)];
        }
    }

    /// <summary>Rows for which every other member was asked, and had nothing.</summary>
    public IReadOnlyList<ItemKey> NotToBeHad(TableEntry table, string own)
    {
        lock (gate)
        {
            return !tables.TryGetValue(table.Number, out var rows) ? [] : [.. rows
                .Where(row => table.Members.All(member => member.Region == own || row.Value.Contains(member.Region)))
                .Select(row => row.Key)];
        }
    }

    sealed class ByContent : IEqualityComparer<ItemKey>
    {
        public static ByContent Instance { get; } = new();

        public bool Equals(ItemKey x, ItemKey y) =>
            x.Partition.AsSpan().SequenceEqual(y.Partition) && x.Sort.AsSpan().SequenceEqual(y.Sort);

        public int GetHashCode(ItemKey key)
        {
            var hash = new HashCode();
            hash.AddBytes(key.Partition);
            hash.AddBytes(key.Sort);
            return hash.ToHashCode();
        }
    }
}
