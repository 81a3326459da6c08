using System.Collections.Frozen;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The tables of this region: persisted, and cached as one immutable picture that readers take whole. Changes
/// are made on the writer, which sees them at once; everybody else sees them when they are durable.
/// </summary>
sealed class TableCatalog
{
    readonly TimeProvider time;
    readonly IdSource ids;

    // The writer's.
    readonly Dictionary<long, TableEntry> working = [];

    readonly Lock gate = new();
    readonly Dictionary<(string GroupId, string Region), ReplicaView> heard = [];
    FrozenSet<string> groupsWithRequests = FrozenSet<string>.Empty;
    TableEntry[] committed = [];
    volatile Picture picture = Picture.Of([]);

    public TableCatalog(Session session, string region, TimeProvider time, IdSource ids)
    {
        this.time = time;
        this.ids = ids;
        Region = region;
        Reload(session);
    }

    /// <summary>The region that this volume belongs to.</summary>
    public string Region { get; }

    /// <summary>Raised after a change of the catalog is visible. Handlers only take note.</summary>
    public event Action? Changed;

    /// <summary>Every table, in name order (ordinal).</summary>
    public IReadOnlyList<TableEntry> All => picture.InNameOrder;

    /// <summary>Tables that the API no longer shows and whose rows are still there.</summary>
    public IReadOnlyList<TableEntry> Deleted => picture.Deleted;

    /// <summary>Copies out of use that have something to hand on, shown or not.</summary>
    public IEnumerable<TableEntry> WithTail =>
        picture.InNameOrder.Concat(picture.Deleted).Where(table => table.Tail is not null);

    /// <summary>The table of that name, in whatever state it is; null when there is none.</summary>
    public TableEntry? Find(string tableName) => picture.ByName.GetValueOrDefault(tableName);

    public TableEntry? ByGroup(string groupId) => picture.ByGroup.GetValueOrDefault(groupId);

    public TableEntry? ByNumber(long number) => picture.ByNumber.GetValueOrDefault(number);

    /// <summary>Makes a regional table, active at once.</summary>
    /// <exception cref="DynamoException">ResourceInUseException: there is a table of that name.</exception>
    public TableEntry Create(WriteTransaction transaction, TableDefinition definition) =>
        Create(transaction, definition, ids.Uuid(), TableState.Active, isDeclared: false, 0, []);

    /// <summary>Makes a table as a part of a group.</summary>
    /// <exception cref="DynamoException">ResourceInUseException: there is a table of that name.</exception>
    public TableEntry Create(
        WriteTransaction transaction, TableDefinition definition, string groupId, TableState state, bool isDeclared,
        long membershipEpoch, IReadOnlyList<GroupMember> members)
    {
        if (working.Values.Any(table => table.State != TableState.Deleting && table.Name == definition.Name))
        {
            throw DynamoException.ResourceInUse($"Table already exists: {definition.Name}");
        }

        var created = time.GetUtcNow();
        var tableId = ids.Uuid();
        transaction.Changed();
        var log = ids.Log();
        var number = CatalogRows.Insert(
            transaction.Session, definition, groupId, tableId, created, state, isDeclared, membershipEpoch, members);
        CatalogRows.SetOwnLog(
            transaction.Session, number, TableLogs.Create(transaction.Session, log, number, Region));
        var table = new TableEntry
        {
            Number = number,
            ConflictsUnder = number,
            GroupId = groupId,
            Definition = definition,
            TableId = tableId,
            CreatedAt = created,
            State = state,
            IsDeclared = isDeclared,
            Log = log,
            MembershipEpoch = membershipEpoch,
            Members = members,
            Indexes = TableIndexRows.Redefine(
                transaction.Session, number, [], definition.Indexes, isEmpty: () => true),
        };
        return Keep(transaction, table);
    }

    /// <summary>Replaces the definition of a table that the API alone governs.</summary>
    public TableEntry Change(WriteTransaction transaction, TableEntry table, TableDefinition definition) =>
        Store(transaction, Present(table) with { Definition = definition });

    /// <summary>Replaces what belongs to this region's copy alone; a declared table's, too.</summary>
    public TableEntry Set(WriteTransaction transaction, TableEntry table, TableSettings settings) =>
        Store(transaction, Present(table) with { Settings = settings });

    /// <summary>Notes another class for this region's copy, and when that was.</summary>
    public TableEntry SetClass(WriteTransaction transaction, TableEntry table, string tableClass)
    {
        var settings = Present(table).Settings;
        return Set(transaction, table, settings.TableClass == tableClass
            ? settings
            : settings with { TableClass = tableClass, TableClassChangedAt = time.GetUtcNow() });
    }

    /// <summary>Takes the table from the API's sight; its rows go in small steps afterwards.</summary>
    public TableEntry MarkDeleted(WriteTransaction transaction, TableEntry table) =>
        Store(transaction, Present(table) with
        {
            State = TableState.Deleting,
            Members = [],
            IsDeclared = false,
            Tail = null,
        });

    /// <summary>
    /// Puts the table's copy out of use, and makes another one of the same group in its place, to be filled. All that
    /// the copy has recorded of conflicts is the new one's from now on, where it is.
    /// </summary>
    public TableEntry BeginAnew(WriteTransaction transaction, TableEntry table, TableTail? tail)
    {
        var closed = Store(transaction, table with { State = TableState.Deleting, Members = [], Tail = tail });
        var fresh = Create(
            transaction, table.Definition, table.GroupId, TableState.Creating, table.IsDeclared,
            table.MembershipEpoch, table.Members);
        _ = Store(transaction, closed with { ConflictsUnder = fresh.Number });
        return Store(transaction, fresh with
        {
            ConflictsUnder = table.ConflictsUnder,
            DeclaredBy = table.DeclaredBy,
            IsReadOnly = table.IsReadOnly,
            OmitsConflicts = table.OmitsConflicts,
            InstalledEpoch = table.InstalledEpoch,
            LeftLogs = table.LeftLogs,
            Settings = table.Settings,
        });
    }

    /// <summary>Makes another own log for the table; answers its number.</summary>
    public long RenewLog(WriteTransaction transaction, TableEntry table)
    {
        var log = ids.Log();
        var number = TableLogs.Create(transaction.Session, log, table.Number, Region);
        CatalogRows.SetOwnLog(transaction.Session, table.Number, number);

        // The volume was set back: what its stream numbers from now on, readers may know as something else.
        EndStream(transaction, table.Number);
        _ = Store(transaction, table with { Log = log });
        return number;
    }

    /// <summary>What earlier copies have for that group is not wanted any more.</summary>
    public void DropTails(WriteTransaction transaction, string groupId)
    {
        foreach (var copy in working.Values.Where(copy => copy.Tail?.IntoGroup == groupId).ToList())
        {
            StoreTail(transaction, copy.Number, null);
        }
    }

    /// <summary>Takes note of how far a copy has handed its tail on; null once it has.</summary>
    public void StoreTail(WriteTransaction transaction, long number, TableTail? tail)
    {
        if (working.TryGetValue(number, out var copy))
        {
            _ = Store(transaction, copy with { Tail = tail });
        }
    }

    /// <summary>Stores the entry in place of the one of its number.</summary>
    public TableEntry Store(WriteTransaction transaction, TableEntry table)
    {
        transaction.Changed();
        var state = table.State == TableState.Updating ? TableState.Active : table.State;
        var stored = table with { State = state };
        CatalogRows.Update(transaction.Session, stored);
        return Keep(transaction, stored.State == TableState.Deleting ? stored : stored with
        {
            Indexes = TableIndexRows.Redefine(
                transaction.Session, table.Number, table.Indexes, table.Definition.Indexes,
                isEmpty: () => transaction.LogsOf(table.Number).Items == 0),
        });
    }

    /// <summary>Takes note of how far the table's indexes have come, which is stored already.</summary>
    public void KeepIndexes(WriteTransaction transaction, TableEntry table, IReadOnlyList<TableIndex> indexes) =>
        _ = Keep(transaction, table with { Indexes = indexes });

    /// <summary>Forgets a deleted table that has no rows left.</summary>
    public void Remove(WriteTransaction transaction, TableEntry table)
    {
        Invariant.Holds(table.State == TableState.Deleting);
        transaction.Changed();
        CatalogRows.Delete(transaction.Session, table.Number);
        transaction.Forget(table.Number);
        working.Remove(table.Number);
        transaction.OnCommitted(Publish);
    }

    /// <summary>Forgets a stream of which nothing is left.</summary>
    public void ForgetStream(WriteTransaction transaction, StreamEntry stream)
    {
        if (working.GetValueOrDefault(stream.TableNumber) is { } table && table.LatestStream?.Number == stream.Number)
        {
            transaction.Changed();
            working[table.Number] = table with { LatestStream = null };
            transaction.OnCommitted(Publish);
        }
    }

    /// <summary>The entry as the writer has it now, which may be newer than the one in hand.</summary>
    /// <exception cref="DynamoException">ResourceNotFoundException: the table has gone.</exception>
    public TableEntry Present(TableEntry table) =>
        working.GetValueOrDefault(table.Number) is { } now && now.State != TableState.Deleting
            ? now
            : throw DynamoException.TableNotFound(table.Name);

    /// <summary>The entry as the writer has it now, whatever its state; null when it has gone.</summary>
    public TableEntry? Working(long number) => working.GetValueOrDefault(number);

    /// <summary>The table of that group as the writer has it now.</summary>
    public TableEntry? PresentGroup(string groupId) =>
        working.Values.FirstOrDefault(table => table.State != TableState.Deleting && table.GroupId == groupId);

    /// <summary>The table of that name as the writer has it now.</summary>
    public TableEntry? PresentName(string name) =>
        working.Values.FirstOrDefault(table => table.State != TableState.Deleting && table.Name == name);

    /// <summary>Takes note of how another region's copy is doing.</summary>
    public void Heard(string groupId, ReplicaView replica)
    {
        lock (gate)
        {
            if (heard.TryGetValue((groupId, replica.Region), out var known) && known == replica)
            {
                return;
            }

            heard[(groupId, replica.Region)] = replica;
        }

        Repaint();
    }

    /// <summary>Shows the tables of those groups as updating.</summary>
    public void ShowRequests(IEnumerable<string> groupIds)
    {
        lock (gate)
        {
            groupsWithRequests = groupIds.ToFrozenSet();
        }

        Repaint();
    }

    /// <summary>Reads everything again, after a rollback.</summary>
    public void Reload(Session session)
    {
        working.Clear();
        var streams = StreamRows.LatestByTable(session);
        foreach (var table in CatalogRows.Load(session))
        {
            working.Add(table.Number, table with { LatestStream = streams.GetValueOrDefault(table.Number) });
        }

        Publish();
    }

    TableEntry Keep(WriteTransaction transaction, TableEntry table)
    {
        table = table with { LatestStream = StreamFor(transaction, table) };
        working[table.Number] = table;
        transaction.OnCommitted(Publish);
        lock (gate)
        {
            return Painted(table);
        }
    }

    /// <summary>
    /// The stream follows the table: there is one while the copy serves and its definition has one, of that view and
    /// under the table's name. Each time is another stream.
    /// </summary>
    StreamEntry? StreamFor(WriteTransaction transaction, TableEntry table)
    {
        var present = working.GetValueOrDefault(table.Number)?.LatestStream;
        var wanted = table.IsReadable ? table.Definition.Stream : null;
        if (present is { IsOpen: true } && (present.View != wanted || present.TableName != table.Name))
        {
            present = StreamRows.End(transaction.Session, present, time.GetUtcNow());
        }

        return wanted is { } view && present is not { IsOpen: true }
            ? StreamRows.Begin(transaction.Session, table, view, time.GetUtcNow())
            : present;
    }

    void EndStream(WriteTransaction transaction, long number)
    {
        if (working[number] is { LatestStream: { IsOpen: true } stream } table)
        {
            working[number] = table with
            {
                LatestStream = StreamRows.End(transaction.Session, stream, time.GetUtcNow()),
            };
        }
    }

    void Publish()
    {
        lock (gate)
        {
            committed = [.. working.Values];

            // A region that has left and comes back is not what it was when it was last heard.
            foreach (var left in heard.Keys.Where(key => !IsMember(key.GroupId, key.Region)).ToList())
            {
                heard.Remove(left);
            }
        }

        Repaint();
    }

    bool IsMember(string groupId, string region) =>
        committed.Any(table => table.GroupId == groupId && table.Member(region) is not null);

    void Repaint()
    {
        lock (gate)
        {
            picture = Picture.Of(committed.Select(Painted));
        }

        Changed?.Invoke();
    }

    /// <summary>The stored entry with what is known beside it: requests under way, and the other regions.</summary>
    TableEntry Painted(TableEntry table) => table with
    {
        State = table.State == TableState.Active && groupsWithRequests.Contains(table.GroupId)
            ? TableState.Updating
            : table.State,
        IsDraining = table.Member(Region) is { State: MemberState.Leaving },
        Replicas = [.. table.Members
            .Where(member => member.Region != Region)
            .OrderBy(member => member.Region, StringComparer.Ordinal)
            .Select(member => Seen(table.GroupId, member))],
    };

    ReplicaView Seen(string groupId, GroupMember member)
    {
        if (member.State == MemberState.Leaving)
        {
            return new(member.Region, TableState.Deleting, null);
        }

        return heard.GetValueOrDefault((groupId, member.Region)) ?? new(
            member.Region, member.State == MemberState.Joining ? TableState.Creating : TableState.Active, null);
    }

    sealed record Picture(
        FrozenDictionary<string, TableEntry> ByName,
        FrozenDictionary<string, TableEntry> ByGroup,
        FrozenDictionary<long, TableEntry> ByNumber,
        TableEntry[] InNameOrder,
        TableEntry[] Deleted)
    {
        public static Picture Of(IEnumerable<TableEntry> tables)
        {
            var all = tables.ToArray();
            var shown = all.Where(table => table.State != TableState.Deleting)
                .OrderBy(table => table.Name, StringComparer.Ordinal)
                .ToArray();
            return new(
                shown.ToFrozenDictionary(table => table.Name, StringComparer.Ordinal),
                shown.ToFrozenDictionary(table => table.GroupId, StringComparer.Ordinal),
                shown.ToFrozenDictionary(table => table.Number),
                shown,
                [.. all.Where(table => table.State == TableState.Deleting)]);
        }
    }
}
