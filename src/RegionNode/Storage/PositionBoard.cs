using System.Collections.Concurrent;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>How far the logs of one table have come here, as is durable; logs by their ids.</summary>
sealed record LogPositions(long Head, VersionVector Covered, IReadOnlyDictionary<long, long> Cursors);

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

    /// <summary>After a commit; true where the own log went on.</summary>
    public bool Post(long tableNumber, LogPositions now)
    {
        var isNews = !tables.TryGetValue(tableNumber, out var before) || before.Head < now.Head;
        tables[tableNumber] = now;
        return isNews;
    }

    public void Forget(long tableNumber) => tables.TryRemove(tableNumber, out _);
}
