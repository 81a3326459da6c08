using System.Collections.Concurrent;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// What the other regions have said that they cover. In memory only: after a restart nothing is taken for
/// acknowledged until it is heard again.
/// </summary>
sealed class Acknowledgements
{
    readonly ConcurrentDictionary<(long Table, string Region), (long Log, VersionVector Covered)> heard = [];

    /// <param name="table">The table.</param>
    /// <param name="region">The region that speaks.</param>
    /// <param name="log">The log that it writes to: another one means that it has begun anew.</param>
    /// <param name="covered">What it may claim, by log id.</param>
    public void Heard(TableEntry table, string region, long log, VersionVector covered) => heard.AddOrUpdate(
        (table.Number, region),
        (log, covered),
        (_, known) => (log, known.Log == log ? known.Covered.Join(covered) : covered));

    /// <summary>What that region, under its present log, was last heard to cover; null when it was not.</summary>
    public VersionVector? Of(TableEntry table, GroupMember member) =>
        member.Log is { } log && heard.TryGetValue((table.Number, member.Region), out var known) && known.Log == log
            ? known.Covered
            : null;

    /// <summary>
    /// What every member of the table's group covers, joining ones too (rule 7); null while one of them was not
    /// heard.
    /// </summary>
    /// <param name="table">The table, with its present members.</param>
    /// <param name="own">The region whose claims are <paramref name="ownCovered"/>.</param>
    /// <param name="ownCovered">What this region covers, by log id.</param>
    public VersionVector? Stable(TableEntry table, string own, VersionVector ownCovered)
    {
        var stable = ownCovered;
        foreach (var member in table.Members)
        {
            if (member.Region == own)
            {
                continue;
            }

            if (Of(table, member) is not { } covered)
            {
                return null;
            }

            stable = stable.Meet(covered);
        }

        return stable;
    }

    public void Forget(TableEntry table)
    {
        foreach (var key in heard.Keys.Where(key => key.Table == table.Number))
        {
            heard.TryRemove(key, out _);
        }
    }
}
