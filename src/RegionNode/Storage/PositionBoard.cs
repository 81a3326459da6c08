using System.Collections.Concurrent;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How far the logs of one table have come here, as is durable; logs by their ids.</summary>
/// <param name="Head">The last sequence of the own log.</param>
/// <param name="Covered">What may be claimed.</param>
/// <param name="Cursors">Where to read on.</param>
/// <param name="Stamps">Above every stamp of the log up to its cursor.</param>
/// <param name="Held">What may be claimed as soon as nothing is parked any more; no less than covered.</param>
sealed record LogPositions(
    long Head, VersionVector Covered, IReadOnlyDictionary<long, long> Cursors, VersionVector Stamps,
    VersionVector Held);

/// <summary>Every table's positions as of its last commit, so that nobody has to read them from the file.</summary>
sealed class PositionBoard
{
    readonly ConcurrentDictionary<long, LogPositions> tables = [];

    /// <summary>The table's positions; read by <paramref name="load"/> where it has not been written yet.</summary>
    public LogPositions Of(long tableNumber, Func<LogPositions> load)
    {
        if (tables.TryGetValue(tableNumber, out var known))
        {
            return known;
        }

        // A commit may have posted meanwhile; what it posted is newer than what was read.
        var read = load();
        return tables.GetOrAdd(tableNumber, read);
    }

    /// <summary>After a commit.</summary>
    public void Post(long tableNumber, LogPositions now) => tables[tableNumber] = now;

    public void Forget(long tableNumber) => tables.TryRemove(tableNumber, out _);
}
