using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>The catalog as it is stored: one row for each copy of a table.</summary>
static class CatalogRows
{
    const string Select = """
        SELECT number, name, group_id, left_group, table_id, created, definition, state, is_declared,
            membership_epoch, members, (SELECT id FROM log WHERE log.number = own_log), declared_by, is_read_only,
            installed_epoch, left_logs, omits_conflicts, tail, conflicts_under, settings
        FROM catalog
        """;

    const string InsertRow = """
        INSERT INTO catalog
            (name, group_id, table_id, created, definition, state, is_declared, own_log, membership_epoch, members)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING number
        """;

    const string UpdateOwnLog = "UPDATE catalog SET own_log = ? WHERE number = ?";

    const string UpdateRow = """
        UPDATE catalog
        SET name = ?, group_id = ?, left_group = ?, definition = ?, state = ?, is_declared = ?,
            membership_epoch = ?, members = ?, declared_by = ?, is_read_only = ?, installed_epoch = ?, left_logs = ?,
            omits_conflicts = ?, tail = ?, conflicts_under = ?, settings = ?
        WHERE number = ?
        """;

    const string DeleteRow = "DELETE FROM catalog WHERE number = ?";

    /// <summary>All of them, in whatever state.</summary>
    public static List<TableEntry> Load(Session session)
    {
        var tables = new List<TableEntry>();
        var indexes = TableIndexRows.Load(session);
        var rows = session.Prepare(Select);
        while (rows.Step())
        {
            tables.Add(Entry(rows) with { Indexes = [.. indexes[rows.Int64(0)]] });
        }

        return tables;
    }

    /// <summary>Makes a row that has no log of its own yet; answers its number.</summary>
    public static long Insert(
        Session session, TableDefinition definition, string groupId, string tableId, DateTimeOffset created,
        TableState state, bool isDeclared, long membershipEpoch, IReadOnlyList<GroupMember> members)
    {
        var insert = session.Prepare(InsertRow)
            .Bind(definition.Name)
            .Bind(groupId)
            .Bind(tableId)
            .Bind(created.ToUnixTimeMilliseconds())
            .Bind(Written(definition))
            .Bind((long)state)
            .Bind(isDeclared ? 1 : 0)
            .Bind(membershipEpoch)
            .Bind(Written(members));
        Invariant.Holds(insert.Step());
        var number = insert.Int64(0);
        insert.Reset();
        return number;
    }

    /// <summary>From now on the copy writes to the log of that number.</summary>
    public static void SetOwnLog(Session session, long number, long log) =>
        session.Prepare(UpdateOwnLog).Bind(log).Bind(number).Run();

    public static void Update(Session session, TableEntry table) =>
        session.Prepare(UpdateRow)
            .Bind(table.State == TableState.Deleting ? null : table.Name)
            .Bind(table.GroupId)
            .Bind(table.LeftGroup)
            .Bind(Written(table.Definition))
            .Bind((long)table.State)
            .Bind(table.IsDeclared ? 1 : 0)
            .Bind(table.MembershipEpoch)
            .Bind(Written(table.Members))
            .Bind(table.DeclaredBy)
            .Bind(table.IsReadOnly ? 1 : 0)
            .Bind(table.InstalledEpoch)
            .Bind(JsonSerializer.Serialize(table.LeftLogs, StorageJson.Default.IReadOnlyListDepartedLog))
            .Bind(table.OmitsConflicts ? 1 : 0)
            .Bind(table.Tail is { } tail ? JsonSerializer.Serialize(tail, StorageJson.Default.TableTail) : null)
            .Bind(table.ConflictsUnder)
            .Bind(JsonSerializer.Serialize(table.Settings, StorageJson.Default.TableSettings))
            .Bind(table.Number)
            .Run();

    public static void Delete(Session session, long number) => session.Prepare(DeleteRow).Bind(number).Run();

    static string Written(TableDefinition definition) =>
        JsonSerializer.Serialize(definition, StorageJson.Default.TableDefinition);

    static string Written(IReadOnlyList<GroupMember> members) =>
        JsonSerializer.Serialize(members, StorageJson.Default.IReadOnlyListGroupMember);

    static TableEntry Entry(Statement row) => new()
    {
        Number = row.Int64(0),
        GroupId = row.Text(2),
        LeftGroup = row.TextOrNull(3),
        TableId = row.Text(4),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(5)),
        Definition = JsonSerializer.Deserialize(row.Bytes(6), StorageJson.Default.TableDefinition)!,
        State = (TableState)row.Int64(7),
        IsDeclared = row.Int64(8) != 0,
        MembershipEpoch = row.Int64(9),
        Members = JsonSerializer.Deserialize(row.Bytes(10), StorageJson.Default.IReadOnlyListGroupMember)!,
        Log = row.Int64(11),
        DeclaredBy = row.TextOrNull(12),
        IsReadOnly = row.Int64(13) != 0,
        InstalledEpoch = row.Int64(14),
        LeftLogs = JsonSerializer.Deserialize(row.Bytes(15), StorageJson.Default.IReadOnlyListDepartedLog)!,
        OmitsConflicts = row.Int64(16) != 0,
        Tail = row.IsNull(17) ? null : JsonSerializer.Deserialize(row.Bytes(17), StorageJson.Default.TableTail),
        ConflictsUnder = row.IsNull(18) ? row.Int64(0) : row.Int64(18),
        Settings = row.IsNull(19)
            ? TableSettings.None
            : JsonSerializer.Deserialize(row.Bytes(19), StorageJson.Default.TableSettings)!,
    };
}
