using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// Looks at a region after each step that may have changed it, and holds what is there against the history.
/// </summary>
/// <param name="history">What was written.</param>
/// <param name="counters">Of rare states.</param>
/// <param name="trace">Where it is said what changed.</param>
/// <param name="isMember">Whether a copy is part of the group at present, so that others can have its rows.</param>
sealed class Observer(History history, Counters counters, Trace trace, Func<Life, bool> isMember)
{
    /// <summary>A sequence above every other: the end of a log that has left.</summary>
    const long End = long.MaxValue;

    public void Look(SimulatedRegion region, string groupId)
    {
        if (region.Node?.Table(groupId) is not { } table)
        {
            return;
        }

        var life = history.LifeOf(region.Name, table.Log);
        life.SeenAt = history.Now;
        if (table.IsReadable && !life.IsActivated)
        {
            life.IsActivated = true;
            var isAgain = history.Lives.Any(other => other.Region == life.Region && other != life && other.IsActivated);
            counters.Count(Rare.ReBootstrap, isAgain ? 1 : 0);
        }

        var (logs, rows) = region.Node.View.Read(table.Number);
        TakeUp(life, rows);
        LookAtRows(life, rows, logs);
        foreach (var conflict in region.Node.View.Conflicts(table.Number, life.ConflictsSeen))
        {
            LookAtConflict(life, conflict);
            life.ConflictsSeen = conflict.Number;
        }

        foreach (var log in logs)
        {
            if (log.Id == life.Log)
            {
                CheckOwnLog(life, log);
            }
            else
            {
                CheckClaim(life, log, logs);
            }
        }
    }

    /// <summary>Every claim of the copy from its first sequence on.</summary>
    public void LookAtAll(SimulatedRegion region, string groupId)
    {
        if (region.Node?.Table(groupId) is { } table)
        {
            history.LifeOf(region.Name, table.Log).LookAnew();
            Look(region, groupId);
        }
    }

    // Own writes that no client has made: the tail of a former copy, offered to this one under its old stamps.
    void TakeUp(Life life, IReadOnlyList<StoredRow> rows)
    {
        foreach (var row in rows.Where(row => row.Version.Log == life.Log && row.Version.Sequence > life.Writes.Count)
            .OrderBy(row => row.Version.Sequence))
        {
            var original = history.Of(row.Key).LastOrDefault(write => write.Version.Time == row.Version.Time
                && write.Life.Region == life.Region && write.Life != life && write.Json == row.Json);
            if (original is null || row.Version.Sequence != life.Writes.Count + 1)
            {
                throw new Violation(Promise.Durability, "unknown-version",
                    $"{life} has {row.Version} of {row.Key}, which nobody wrote");
            }

            original.IsReplaced = true;
            counters.Count(Rare.ReplayedTail);
            var write = history.Record(life, original, row.Version);
            trace.Note($"   {life} takes up {original} as {write}");
        }
    }

    static void CheckOwnLog(Life life, StoredLog log)
    {
        if (log.Covered != life.Writes.Count)
        {
            throw new Violation(Promise.Durability, "own-log",
                $"{life} has its own log up to {log.Covered}; {life.Writes.Count} writes were made");
        }
    }

    void LookAtRows(Life life, IReadOnlyList<StoredRow> rows, IReadOnlyList<StoredLog> logs)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            present.Add(row.Key);
            LookAtRow(life, row);
        }

        foreach (var (key, view) in life.Items)
        {
            if (view.Row is { } before && !present.Contains(key))
            {
                // A tombstone may have come and gone in one commit.
                var gone = history.Of(key)
                    .Where(write => write.IsTombstone && write.Version >= before.Version
                        && (write == before || !write.Life.IsLost) && logs.Any(log =>
                        log.Id == write.Version.Log && log.Covered >= write.Version.Sequence))
                    .MaxBy(write => write.Version)
                    ?? throw new Violation(Promise.Durability, "row-gone",
                        $"{life} had {before} and has nothing of {key}");
                view.Row = null;
                Collected(life, view, gone);
            }
        }
    }

    void Collected(Life life, ItemView view, Write gone)
    {
        trace.Note($"   {life} has collected {gone}");
        counters.Count(Rare.CollectedTombstone);
        history.CollectedAt = history.Now;
        view.Highest = view.Highest?.Version > gone.Version ? view.Highest : gone;
        gone.IsReplaced = true;
        if (history.Collected.GetValueOrDefault(gone.Key) is not { } highest || gone.Version > highest.Version)
        {
            history.Collected[gone.Key] = gone;
        }
    }

    void LookAtRow(Life life, StoredRow row)
    {
        var view = life[row.Key];
        if (view.Row is { } same && same.Version == row.Version)
        {
            return;
        }

        var write = history.Find(row.Key, row.Version) ?? throw new Violation(Promise.Durability, "unknown-version",
            $"{life} has {row.Version} of {row.Key}, which nobody wrote");
        if (write.IsTombstone != row.IsTombstone || write.Json != row.Json)
        {
            throw new Violation(Promise.Convergence, "other-content",
                $"{life} has {write} as {row.Json}; it was written as {write.Json}");
        }

        if (view.Row is { } before && write.Version < before.Version)
        {
            throw new Violation(Promise.MonotonicReads, "went-back", $"{life} had {before} and has {write}");
        }

        if (view.Highest is { } highest && write.Version < highest.Version && !write.IsTombstone)
        {
            throw new Violation(Promise.NoResurrection, "resurrection",
                $"{life} shows {write} again; it had {highest}, since collected");
        }

        if (view.Row is { } loser && !write.Knew.Has(loser.Place))
        {
            counters.Count(Rare.Conflict);
        }

        trace.Note($"   {life} has {write}");
        view.Row = write;
        view.Held.Add(write.Place);
        History.Saw(life, write);
        if (view.Highest is null || write.Version > view.Highest.Version)
        {
            view.Highest = write;
        }
    }

    // A control plane that has lost its memory has forgotten which logs are ending: until every region has found that
    // out from the others, a write that followed one of such a log may be taken for concurrent. A known gap.
    void LookAtConflict(Life life, StoredConflict conflict)
    {
        var loser = history.Find(conflict.Key, conflict.Loser);
        if (loser is not null && conflict.Winner.Log == 0)
        {
            counters.Count(Rare.Quarantined);
            loser.IsRecorded = true;
            return;
        }

        var winner = history.Find(conflict.Key, conflict.Winner);
        if (loser is null || winner is null)
        {
            throw new Violation(Promise.ConflictLog, "conflict-unknown", $"{life} records {conflict}, which nobody wrote");
        }

        counters.Count(Rare.ConflictEntry);
        trace.Note($"   {life} records that {loser} lost to {winner}");
        loser.IsRecorded = true;
        if ((winner.Knew.Has(loser.Place) || loser.Knew.Has(winner.Place))
            && !(loser.Life.IsLost && counters[Rare.ControlMemoryLost] > 0))
        {
            throw new Violation(Promise.ConflictLog, "conflict-false-positive",
                $"{life} records that {loser} lost to {winner}, and one knew the other");
        }

        if (loser.Version > winner.Version || conflict.LoserJson != loser.Json)
        {
            throw new Violation(Promise.ConflictLog, "conflict-wrong",
                $"{life} records that {loser} lost to {winner}, with {conflict.LoserJson}");
        }
    }

    void CheckClaim(Life life, StoredLog log, IReadOnlyList<StoredLog> logs)
    {
        if (log.Cursor < log.Covered)
        {
            throw new Violation(Promise.Durability, "cursor-behind",
                $"{life} claims {log.Region} up to {log.Covered} and reads on from {log.Cursor}");
        }

        var before = life.Covered.GetValueOrDefault(log.Id);
        if (log.Covered == before)
        {
            return;
        }

        if (log.Covered < before)
        {
            throw new Violation(Promise.Durability, "claim-went-back",
                $"{life} claimed {log.Region} up to {before} and claims {log.Covered}");
        }

        trace.Note($"   {life} claims {log.Region}/{log.Id % 1000:000} up to " +
            (log.Covered == End ? "its end" : $"{log.Covered}"));
        life.Covered[log.Id] = log.Covered;
        if (log.Covered == End)
        {
            counters.Count(Rare.LogEnded);
        }

        if (history.Find(log.Id) is not { } other)
        {
            return;
        }

        var upTo = (int)Math.Min(log.Covered, other.Writes.Count);
        if (log.Covered > other.Writes.Count && log.Covered != End && !other.IsLost)
        {
            throw new Violation(Promise.Durability, "claim-past-head",
                $"{life} claims {other} up to {log.Covered}; it ends at {other.Writes.Count}");
        }

        for (var at = (int)Math.Min(before, other.Writes.Count); at < upTo; at++)
        {
            CheckHas(life, other.Writes[at], log.Covered, logs);
        }
    }

    // A log that was set back has two writes under one number: what becomes of them is looked at in the end.
    void CheckHas(Life life, Write write, long claimed, IReadOnlyList<StoredLog> logs)
    {
        var view = life[write.Key];
        if (view.Highest is { } highest && highest.Version >= write.Version)
        {
            return;
        }

        var isCollected = view.Row is null or { IsTombstone: true }
            && history.Collected.GetValueOrDefault(write.Key) is { } collected
            && collected.Version >= write.Version;
        if (isCollected || write.Life.IsSetBack || IsLost(write))
        {
            return;
        }

        // What came and went in one commit.
        if (view.Row is null && history.Of(write.Key).LastOrDefault(later => later.IsTombstone
            && later.Version >= write.Version
            && logs.Any(log => log.Id == later.Version.Log && log.Floor >= later.Version.Sequence)) is { } unseen)
        {
            Collected(life, view, unseen);
            return;
        }

        throw new Violation(Promise.ThirdPartyRepair, "claim",
            $"{life} claims {write.Life} up to {(claimed == End ? "its end" : claimed)} and has " +
            $"{view.Row?.ToString() ?? "nothing"}, not {write}");
    }

    /// <summary>No member holds it, and the copy that it was made on is not to be had.</summary>
    public bool IsLost(Write write) =>
        (write.Life.IsLost || write.IsOnLostVolume)
        && !history.Lives.Any(life => isMember(life) && life[write.Key].Held.Has(write.Place));
}
