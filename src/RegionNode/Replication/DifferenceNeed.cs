using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// Whether this region is to take a difference from a source besides reading its feed (rule 5): for a log that has
/// left the group, for what the source has of a log that nobody writes to any more, and for what it has of a region
/// that cannot be reached from here.
/// </summary>
/// <param name="own">This region.</param>
/// <param name="isAway">Whether a region cannot be reached from here, for a while now.</param>
sealed class DifferenceNeed(string own, Reconciliation reconciliation, Func<string, bool> isAway)
{
    /// <summary>The epoch that a difference from that source is to reconcile; 0 when none is.</summary>
    public long EpochToReconcile(TableEntry table, string source, VersionVector covered)
    {
        var epoch = Reconciliation.EpochToReconcile(table, covered);
        return epoch > 0 && !reconciliation.IsDone(table, source, epoch) ? epoch : 0;
    }

    /// <summary>
    /// Whether the source has something that its own feed, and those that can be read, do not bring. What a difference
    /// has brought already, and only waits for what is parked, it would bring once more and no sooner.
    /// </summary>
    /// <param name="held">What this region may claim as soon as nothing is parked, by log id.</param>
    public bool IsBehind(TableEntry table, string source, VersionVector held, VersionVector sourceCovered)
    {
        for (var i = 0; i < sourceCovered.Count; i++)
        {
            var (log, sequence) = sourceCovered[i];
            if (sequence > held.Of(log) && log != table.Log && !IsReadFromItsOwn(table, source, log))
            {
                return true;
            }
        }

        return false;
    }

    bool IsReadFromItsOwn(TableEntry table, string source, long log)
    {
        foreach (var member in table.Members)
        {
            if (member.Log == log)
            {
                return member.Region == own || member.Region == source || !isAway(member.Region);
            }
        }

        return false;
    }
}
