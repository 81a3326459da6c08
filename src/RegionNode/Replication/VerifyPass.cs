using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>One comparison of a whole table with one source: how far it is, and what it has found.</summary>
sealed class VerifyPass(long sourceLog, long readerLog, bool isRequested, DateTimeOffset startedAt)
{
    VerifyReport found = new() { State = VerifyState.Running, StartedAt = startedAt };

    // How many rows since when: a pass that was interrupted does not make up for the time.
    long pacedSince;
    long pacedRows;

    public bool IsRequested => isRequested;

    /// <summary>The last key that is done.</summary>
    public ItemKey? After { get; private set; }

    /// <summary>Every span was compared.</summary>
    public bool IsAtEnd { get; private set; }

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

    /// <summary>A span is done, or what the answer to it has reached.</summary>
    public void Compared(TableSpan span, SpanDifference difference, int behind, int notRepaired)
    {
        var isCut = difference.Until is not null;
        found = found with
        {
            RowsCompared = found.RowsCompared + (isCut ? 0 : span.Rows),
            RangesDiffered = found.RangesDiffered + difference.Differing,
            RowsBehind = found.RowsBehind + behind,
            DamagedFound = found.DamagedFound + (isCut ? 0 : span.Damaged.Count),
            NotRepaired = found.NotRepaired + notRepaired,
            LastError = null,
        };
        After = difference.Until ?? span.Next ?? After;
        IsAtEnd = !isCut && span.Next is null;
    }

    public void Repaired(RepairOutcome outcome) => found = found with
    {
        RowsRepaired = found.RowsRepaired + outcome.Repaired,
        DamagedRepaired = found.DamagedRepaired + outcome.DamagedRepaired,
        NotRepaired = found.NotRepaired + outcome.NotRepaired,
    };

    public void Refused(string reason) => found = found with { LastError = reason };

    public VerifyReport Report() => found with { Percent = After is { } key ? ChangeLog.PercentOf(key) : 0 };

    /// <param name="error">Why it was given up; null when it is complete.</param>
    /// <param name="completedBefore">When the last pass was complete.</param>
    public VerifyReport End(string? error, DateTimeOffset now, DateTimeOffset? completedBefore) => Report() with
    {
        State = VerifyState.Idle,
        Percent = error is null ? 100 : Report().Percent,
        FinishedAt = error is null ? now : completedBefore,
        LastError = error,
    };
}
