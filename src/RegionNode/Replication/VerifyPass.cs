using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>One comparison of a whole table with one source: how far it is, and what it has found.</summary>
sealed class VerifyPass(long sourceLog, long readerLog, bool isRequested, DateTimeOffset startedAt)
{
    public bool IsRequested => isRequested;

    /// <summary>The last key that is done.</summary>
    public ItemKey? After { get; set; }

    /// <summary>Every span was compared.</summary>
    public bool IsAtEnd { get; set; }

    public VerifyReport Found { get; set; } = new() { State = VerifyState.Running, StartedAt = startedAt };

    // How many rows since when: a pass that was interrupted does not make up for the time.
    long pacedSince;
    long pacedRows;

    /// <summary>Whether both regions still write to the logs that it began with.</summary>
    public bool IsOf(long presentSourceLog, long presentReaderLog) =>
        sourceLog == presentSourceLog && readerLog == presentReaderLog;

    /// <summary>Whether the next span may be read by now.</summary>
    public bool IsOnPace(TimeProvider time)
    {
        if (isRequested)
        {
            return true;
        }

        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(pacedSince, now);
        if (pacedRows == 0 || elapsed > ReplicationTimes.VerifyPaceOver)
        {
            (pacedSince, pacedRows) = (now, 0);
            return true;
        }

        return pacedRows <= elapsed.TotalSeconds * Limits.VerifyRowsPerSecond;
    }

    public void Read(TableSpan span) => pacedRows += Math.Max(1, span.Rows);

    public VerifyReport Report() => Found with { Percent = After is { } key ? ChangeLog.PercentOf(key) : 0 };
}
