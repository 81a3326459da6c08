using System.Collections.Concurrent;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// What the members of a group still take from each other after a log has left it (rule 11): a difference from every
/// other member, each begun after all had installed the epoch without that log. If another log leaves meanwhile, all
/// of it begins again. In memory only: after a restart it begins again as well.
/// </summary>
sealed class Reconciliation(TableCatalog catalog)
{
    readonly ConcurrentDictionary<long, Progress> tables = [];

    /// <summary>The highest epoch that left a log out; 0 when there is none to settle.</summary>
    public static long EpochOf(TableEntry table) =>
        table.LeftLogs.Count == 0 ? 0 : table.LeftLogs.Max(left => left.Epoch);

    /// <summary>The epoch for which a difference begun now counts; 0 when none is needed.</summary>
    /// <param name="covered">What this region covers, by log id.</param>
    public static long EpochToReconcile(TableEntry table, VersionVector covered)
    {
        var epoch = EpochOf(table);
        return epoch > 0
            && table.InstalledEpoch >= epoch
            && table.LeftLogs.Any(left => covered.Of(left.Log) != LogProgress.End)
            ? epoch
            : 0;
    }

    public bool IsDone(TableEntry table, string source, long epoch) =>
        tables.TryGetValue(table.Number, out var progress) && progress.Has(epoch, LogOf(table, source));

    /// <summary>A difference of that source, begun for that epoch, is complete.</summary>
    public void Done(TableEntry table, string source, long epoch) =>
        tables.GetOrAdd(table.Number, _ => new()).Add(epoch, LogOf(table, source));

    /// <summary>Whether every other member's difference for that epoch is here.</summary>
    public bool IsComplete(TableEntry table, long epoch) => table.Members.All(member =>
        member.Region == catalog.Region || IsDone(table, member.Region, epoch));

    public void Forget(TableEntry table) => tables.TryRemove(table.Number, out _);

    static long LogOf(TableEntry table, string source) => table.Member(source)?.Log ?? 0;

    sealed class Progress
    {
        readonly HashSet<long> logs = [];
        long epochDone;

        public bool Has(long epoch, long log)
        {
            lock (logs)
            {
                return epochDone == epoch && logs.Contains(log);
            }
        }

        public void Add(long epoch, long log)
        {
            lock (logs)
            {
                if (epochDone != epoch)
                {
                    epochDone = epoch;
                    logs.Clear();
                }

                logs.Add(log);
            }
        }
    }
}
