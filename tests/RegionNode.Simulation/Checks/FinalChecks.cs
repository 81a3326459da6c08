using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>What must hold once everything is healed and nothing moves any more.</summary>
sealed class FinalChecks(SimulatedWorld world)
{
    /// <summary>The members of the group, all of them up.</summary>
    IReadOnlyList<(SimulatedRegion Region, Life Life)> Members() =>
    [
        .. world.Regions.Values
            .Select(region => (Region: region, Life: world.LifeOf(region)!))
            .Where(member => member.Life is not null && world.IsMember(member.Life)),
    ];

    public void Check(string when)
    {
        var members = Members();
        foreach (var (region, _) in members)
        {
            world.Observer.LookAtAll(region, world.GroupId!);
        }

        foreach (var wanted in world.Control.Wanted)
        {
            var state = world.Table(world.Regions[wanted]);
            if (state is not { IsReadable: true } || members.All(member => member.Region.Name != wanted))
            {
                throw new Violation(Promise.Convergence, "stuck-joining",
                    $"{when}: {wanted} is wanted and is {state?.State.ToString() ?? "without the table"}");
            }
        }

        CheckClaims(when, members);
        foreach (var (region, _) in members)
        {
            IndexChecks.Check(when, region, world.Table(region)!, world.Control.Indexes);
        }

        foreach (var key in world.History.Keys)
        {
            CheckConverged(when, key, members);
            CheckWinner(when, key, members[0].Life);
            CheckLosers(when, key, members[0].Life);
        }
    }

    /// <summary>What is deleted everywhere is gone everywhere.</summary>
    public void CheckCollected()
    {
        foreach (var (_, life) in Members())
        {
            foreach (var (_, view) in life.Items)
            {
                if (view.Row is { IsTombstone: true } stuck)
                {
                    throw new Violation(Promise.NoResurrection, "tombstone-stuck", $"{life} never collects {stuck}");
                }
            }
        }
    }

    static void CheckClaims(string when, IReadOnlyList<(SimulatedRegion Region, Life Life)> members)
    {
        foreach (var (_, reader) in members)
        {
            foreach (var (_, source) in members)
            {
                if (reader != source && reader.Covered.GetValueOrDefault(source.Log) < source.Writes.Count)
                {
                    throw new Violation(Promise.Durability, "claims-stuck",
                        $"{when}: {reader} claims {source} up to {reader.Covered.GetValueOrDefault(source.Log)} of " +
                        $"{source.Writes.Count}");
                }
            }
        }
    }

    static void CheckConverged(string when, string key, IReadOnlyList<(SimulatedRegion Region, Life Life)> members)
    {
        var shown = members.Select(member => member.Life[key].Row)
            .Select(row => row is { IsTombstone: false } ? row.Json : null)
            .ToList();
        if (shown.Distinct().Count() > 1)
        {
            throw new Violation(Promise.Convergence, "divergence", $"{when}: of {key} " + string.Join(", ",
                members.Select(member => $"{member.Life} has {member.Life[key].Row?.ToString() ?? "nothing"}")));
        }
    }

    // Whoever neither stayed nor was replaced by somebody who knew it has lost, and is recorded as a loser.
    void CheckLosers(string when, string key, Life life)
    {
        var writes = world.History.Of(key);
        var winner = life[key].Row ?? world.History.Collected.GetValueOrDefault(key);
        foreach (var write in writes)
        {
            if (write != winner && !write.IsReplaced && !write.IsRecorded && (!MayBeLost(write) || IsDue(write, winner))
                && !IsSameExpiry(write, writes))
            {
                throw new Violation(Promise.NoLostWrite, "conflict-missed",
                    $"{when}: {write} lost, nobody replaced it knowingly, and no conflict log has it");
            }
        }
    }

    // What was on a volume that is gone or was set back, or in a copy that was given up or never belonged to the group.
    static bool MayBeLost(Write write) => write.Life.IsLost || write.IsOnLostVolume || !write.Life.WasMember;

    // What lies on a volume that was set back to an earlier state, and what was written to it before it found that out,
    // is offered again by the copy that follows it (rule 12). A delete of what is absent is not: it has been done.
    bool IsDue(Write write, Write? winner) => write.Life is { IsSetBack: true, IsForcedOut: false, WasMember: true }
        && !write.IsOnLostVolume
        && world.Control.Wanted.Contains(write.Life.Region)
        && (!write.IsTombstone || winner is { IsTombstone: false } && winner.Version < write.Version);

    // Two regions that notice that one version has expired say the same, and so does a write offered again.
    static bool IsSameExpiry(Write expiry, IReadOnlyList<Write> writes) =>
        writes.Any(other => other != expiry && other.Version.Region == expiry.Version.Region
            && other.Version.Time == expiry.Version.Time);

    // A delete of a former copy is offered where the item is absent, whatever deletes have been collected there.
    bool IsCollected(string key, Write delete) =>
        world.History.Collected.GetValueOrDefault(key)?.Version >= delete.Version;

    void CheckWinner(string when, string key, Life life)
    {
        var best = world.History.Of(key)
            .Where(write => !write.Life.IsLost && !write.IsOnLostVolume && write.Life.WasMember)
            .MaxBy(write => write.Version);
        if (best is null)
        {
            return;
        }

        var row = life[key].Row;
        var isThere = row is null
            ? best.IsTombstone || IsCollected(key, best)
            : row.Version >= best.Version || (row.IsTombstone && best.IsTombstone && IsCollected(key, best));
        if (!isThere)
        {
            throw new Violation(Promise.RightWinner, "wrong-winner",
                $"{when}: of {key} there is {row?.ToString() ?? "nothing"}; the highest write is {best}");
        }
    }
}
