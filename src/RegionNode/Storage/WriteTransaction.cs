using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>A live item as it is stored.</summary>
/// <param name="Json">Canonical DynamoDB JSON.</param>
/// <param name="Size">DynamoDB's size of it in bytes.</param>
sealed record StoredItem(byte[] Json, int Size);

/// <summary>What work on the writer may do. Valid only inside that work.</summary>
sealed class WriteTransaction
{
    readonly TableCatalog catalog;
    readonly ItemGate gate;
    readonly WriteFence fence;
    readonly Dictionary<long, TableLogs> logs = [];
    readonly List<Action> onCommitted = [];

    // What Read has found for the key that it was last asked for: Put and Delete mostly follow for the same one.
    ItemKey readKey;
    long readTable;
    ItemRow? readRow;

    internal WriteTransaction(Session session, HybridLogicalClock clock, TableCatalog catalog, WriteFence fence)
    {
        Session = session;
        Clock = clock;
        this.catalog = catalog;
        this.fence = fence;
        gate = new(session, clock, catalog);
    }

    /// <summary>The writer's session, for the parts of Storage that have tables of their own.</summary>
    internal Session Session { get; }

    internal HybridLogicalClock Clock { get; }

    /// <summary>How many statements of the present work have changed something.</summary>
    internal int Changes { get; private set; }

    /// <summary>The live item of that key; null when there is none.</summary>
    /// <exception cref="DynamoException">ResourceNotFoundException: the table has gone, or is not active.</exception>
    public StoredItem? Read(TableEntry table, in ItemKey key)
    {
        _ = Readable(table);
        readRow = ItemRows.Find(Session, table.Number, key, out var json);
        readTable = table.Number;
        readKey = key;
        return readRow is { IsTombstone: false } row ? new StoredItem(json, row.Size) : null;
    }

    /// <summary>Stores the item in place of what the key has.</summary>
    /// <exception cref="DynamoException">The table has gone, is not active, or takes no writes for now.</exception>
    public void Put(TableEntry table, in ItemKey key, ReadOnlySpan<byte> json, int size)
    {
        ThrowUnlessWritable(table);
        Changed();
        gate.Write(LogsOf(table.Number), table.Number, key, Present(table, key), RowFlags.None, json, size);
        readTable = 0;
    }

    /// <summary>Leaves a tombstone in place of the live item of that key; does nothing where there is none.</summary>
    /// <exception cref="DynamoException">The table has gone, is not active, or takes no writes for now.</exception>
    public void Delete(TableEntry table, in ItemKey key)
    {
        ThrowUnlessWritable(table);
        if (Present(table, key) is { IsTombstone: false } present)
        {
            Changed();
            gate.Write(LogsOf(table.Number), table.Number, key, present, RowFlags.Tombstone, [], 0);
            readTable = 0;
        }
    }

    /// <summary>
    /// Leaves the tombstone of an expiry in place of the live item of that key: a write of no region, stamped just
    /// above the version that has expired, so that every region's expiry of it is the same and any other write wins.
    /// </summary>
    /// <exception cref="DynamoException">The table has gone, is not active, or takes no writes for now.</exception>
    public void Expire(TableEntry table, in ItemKey key)
    {
        ThrowUnlessWritable(table);
        if (Present(table, key) is { IsTombstone: false } present)
        {
            Changed();
            var flags = RowFlags.Tombstone | RowFlags.Expiry;
            gate.Write(LogsOf(table.Number), table.Number, key, present, flags, [], 0);
            readTable = 0;
        }
    }

    /// <summary>Takes in one record of another region.</summary>
    internal MergeOutcome Apply(long tableNumber, ChangeRecord record)
    {
        Changed();
        readTable = 0;
        return gate.Apply(LogsOf(tableNumber), tableNumber, record);
    }

    /// <summary>Takes in one record that this region lacks although it claims it.</summary>
    internal MergeOutcome Repair(long tableNumber, ChangeRecord record)
    {
        Changed();
        readTable = 0;
        return gate.Repair(LogsOf(tableNumber), tableNumber, record);
    }

    /// <summary>Offers a write of a log of this region's that is used no more.</summary>
    internal ReplayOutcome Replay(
        long tableNumber, ChangeRecord record, IReadOnlyList<LogName> names, bool isUnread)
    {
        Changed();
        readTable = 0;
        var logs = LogsOf(tableNumber);
        foreach (var name in names)
        {
            _ = logs.Intern(Session, name.Id, name.Region);
        }

        return gate.Replay(logs, tableNumber, record, isUnread);
    }

    internal TableLogs LogsOf(long tableNumber)
    {
        if (!logs.TryGetValue(tableNumber, out var found))
        {
            found = TableLogs.Load(Session, tableNumber);
            logs.Add(tableNumber, found);
        }

        return found;
    }

    /// <summary>The tables whose logs or counts the present transaction has changed.</summary>
    internal IEnumerable<(long TableNumber, TableLogs Logs)> ChangedLogs =>
        logs.Where(pair => pair.Value.IsDirty).Select(pair => (pair.Key, pair.Value));

    internal void Forget(long tableNumber) => logs.Remove(tableNumber);

    internal void Changed() => Changes++;

    /// <summary>Runs once the present transaction is durable; never, if it fails.</summary>
    internal void OnCommitted(Action action) => onCommitted.Add(action);

    internal void BeginWork()
    {
        Changes = 0;
        readTable = 0;
    }

    internal void Committed()
    {
        foreach (var action in onCommitted)
        {
            action();
        }

        onCommitted.Clear();
    }

    internal void RolledBack(HybridTimestamp committed)
    {
        logs.Clear();
        onCommitted.Clear();
        readTable = 0;
        Clock.Restore(committed);
        catalog.Reload(Session);
    }

    ItemRow? Present(TableEntry table, in ItemKey key) =>
        readTable == table.Number
        && readKey.Partition.AsSpan().SequenceEqual(key.Partition)
        && readKey.Sort.AsSpan().SequenceEqual(key.Sort)
            ? readRow
            : ItemRows.Find(Session, table.Number, key);

    TableEntry Readable(TableEntry table)
    {
        // As the writer has it: earlier work of the same commit may have put the copy out of use.
        var now = catalog.Working(table.Number);
        return now is { IsReadable: true } ? now : throw DynamoException.ResourceNotFound();
    }

    /// <summary>What every write checks first; for whoever writes several items or none.</summary>
    /// <exception cref="DynamoException">The table has gone, is not active, or takes no writes for now.</exception>
    public void ThrowUnlessWritable(TableEntry table)
    {
        var present = Readable(table);
        if (present.IsReadOnly)
        {
            throw DynamoException.AccessDenied(
                $"Table {table.Name} is read-only in {catalog.Region}. Write to another region of the global table, " +
                "or set access: ReadWrite for this replica in its manifest.");
        }

        if (present.Member(catalog.Region) is { State: MemberState.Leaving })
        {
            throw DynamoException.Validation(
                $"Table {table.Name} takes no writes in this region: its replica here is being removed. " +
                "Write to another region of the global table.");
        }

        // An error of the server: clients try again, and the clock may be back by then.
        if (fence.Reason is { } reason)
        {
            throw DynamoException.InternalServerError(reason);
        }
    }
}
