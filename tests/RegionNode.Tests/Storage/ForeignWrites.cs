using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>Records of other regions, made by hand and taken in by a volume.</summary>
sealed class ForeignWrites(TestVolume volume, TableEntry table)
{
    public const long UsLog = 77;
    public const long ApLog = 78;

    /// <summary>A write of us-east-1, or of ap-south-1, to the key, whose writer had seen the logs named.</summary>
    /// <param name="json">Empty for a delete.</param>
    /// <param name="ms">Its time, in milliseconds after the volume's wall clock; may be negative.</param>
    public ChangeRecord Record(
        long log, long sequence, string key, string json, int ms, (long Log, long Sequence)[]? seen = null,
        RowFlags flags = RowFlags.None)
    {
        var itemKey = TestVolume.Key("p", key);
        var bytes = TestVolume.Json(json);
        var all = flags | (json.Length == 0 ? RowFlags.Tombstone : RowFlags.None);
        return new()
        {
            Partition = itemKey.Partition,
            Sort = itemKey.Sort,
            Time = HybridTimestamp.At(volume.Time.GetUtcNow().ToUnixTimeMilliseconds() + ms),
            Flags = all,
            Log = log,
            LogRegion = RegionOf(log),
            Sequence = sequence,
            Vector = VersionVector.Of([
                KeyValuePair.Create(log, sequence),
                .. (seen ?? []).Select(entry => KeyValuePair.Create(entry.Log, entry.Sequence))]),
            Checksum = ItemRow.Checksum(itemKey.Partition, itemKey.Sort, all, bytes),
            Size = bytes.Length,
            Json = bytes,
        };
    }

    public MergeOutcome Apply(ChangeRecord record) => volume.Run(transaction =>
    {
        var logs = transaction.LogsOf(table.Number);
        foreach (var log in (long[])[UsLog, ApLog])
        {
            logs.Intern(transaction.Session, log, RegionOf(log));
        }

        return transaction.Apply(table.Number, record);
    });

    static string RegionOf(long log) => log == UsLog ? "us-east-1" : "ap-south-1";
}
