using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// Holds the lag that a region tells against how long the oldest write of the other region has truly waited. A region
/// that has just been started cannot know what it missed: writes count that were made since it first told a lag.
/// </summary>
sealed class LagChecks(SimulatedWorld world)
{
    /// <summary>Two missed heartbeats, during which silence is no news, and one that was on its way.</summary>
    static readonly TimeSpan Allowed = TimeSpan.FromSeconds(3.5);

    readonly Dictionary<(NodeParts Node, Life Source), TimeSpan> firstTold = [];

    public void Check(SimulatedRegion reader, SimulatedRegion source)
    {
        if (reader == source
            || world.Table(reader) is not { IsReadable: true } table
            || world.LifeOf(source) is not { } sourceLife
            || table.Member(source.Name)?.Log != sourceLife.Log
            || reader.Node!.Replication.ProgressOf(table, source.Name)?.LagMs is not { } told)
        {
            return;
        }

        if (told <= 0)
        {
            throw new Violation(Promise.Lag, "lag-zero", $"{reader.Name} tells a lag of {told} ms behind {source.Name}");
        }

        if (!firstTold.TryGetValue((reader.Node, sourceLife), out var first))
        {
            firstTold.Add((reader.Node, sourceLife), world.Time.Now);
            return;
        }

        var life = world.LifeOf(reader)!;
        var missing = sourceLife.Writes.Skip((int)Math.Min(sourceLife.Writes.Count, life.Covered.GetValueOrDefault(sourceLife.Log)))
            .FirstOrDefault(write => life[write.Key].Highest is not { } highest || highest.Version < write.Version);
        if (missing is null || missing.At < first)
        {
            return;
        }

        var lag = world.Time.Now - missing.At;
        if (lag > TimeSpan.FromMilliseconds(told) + Allowed)
        {
            throw new Violation(Promise.Lag, "lag-understated",
                $"{life} tells a lag of {told} ms behind {source.Name}; {missing} has waited for " +
                $"{lag.TotalMilliseconds:F0} ms");
        }
    }
}
