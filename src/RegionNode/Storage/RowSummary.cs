using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>All of a row that regions compare: its version, and a checksum in place of the item.</summary>
/// <param name="Log">The log's id; 0 where the row names one that its table does not have.</param>
/// <param name="Checksum">As it is stored with the row.</param>
/// <param name="IsIntact">Whether the content has that checksum.</param>
sealed record RowSummary(
    ItemKey Key, HybridTimestamp Time, RowFlags Flags, long Log, string LogRegion, long Sequence, long Checksum,
    bool IsIntact)
{
    /// <summary>What a row is read as.</summary>
    public const string Columns = "partition, sort, time, flags, log, sequence, checksum, json";

    const string SelectOne =
        $"SELECT {Columns} FROM item WHERE table_number = ? AND partition = ? AND sort = ?";

    public ItemVersion Version => new(Time, (Flags & RowFlags.Expiry) != 0 ? "" : LogRegion, Log, Sequence);

    public bool IsTombstone => (Flags & RowFlags.Tombstone) != 0;

    /// <param name="nameOf">The name of a log's number; none where there is no such log.</param>
    public static RowSummary Of(Statement row, Func<long, LogName?> nameOf)
    {
        var partition = row.Bytes(0);
        var sort = row.Bytes(1);
        var (flags, checksum) = ((RowFlags)row.Int64(3), row.Int64(6));
        var name = nameOf(row.Int64(4));
        return new(
            new(partition.ToArray(), sort.ToArray()),
            new(row.Int64(2)),
            flags,
            name?.Id ?? 0,
            name?.Region ?? "",
            row.Int64(5),
            checksum,
            name is not null && ItemRow.Checksum(partition, sort, flags, row.Bytes(7)) == checksum);
    }

    public static RowSummary Of(ChangeRecord record) => new(
        new(record.Partition, record.Sort), record.Time, record.Flags, record.Log, record.LogRegion, record.Sequence,
        record.Checksum, record.IsIntact);

    public static RowSummary? Find(Session session, long tableNumber, in ItemKey key, Func<long, LogName?> nameOf)
    {
        var select = session.Prepare(SelectOne).Bind(tableNumber).Bind(key.Partition).Bind(key.Sort);
        if (!select.Step())
        {
            return null;
        }

        var row = Of(select, nameOf);
        select.Reset();
        return row;
    }
}
