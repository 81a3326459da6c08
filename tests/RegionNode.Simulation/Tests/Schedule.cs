using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Simulation.World;
using Xunit;

namespace GlobalTables.RegionNode.Simulation.Tests;

/// <summary>A schedule written by hand, in the world of the simulator and under all of its checks.</summary>
sealed class Schedule : IDisposable
{
    readonly Stepping stepping;

    /// <param name="regions">How many regions there are: ap, eu, jp, uk, us.</param>
    /// <param name="founders">How many of them have the table from the beginning.</param>
    /// <param name="batch">How many records a batch takes.</param>
    public Schedule(int regions, int founders, int batch = 100)
    {
        Trace = new(keepsLines: true);
        World = new(new Random(17), new("directed"), Trace, new()
        {
            Reads = new(batch, 100_000, 100),
            TombstoneRetention = TimeSpan.Zero,
            MaxClockOffset = TimeSpan.FromHours(1),
        })
        {
            Keys = 2,
        };
        World.Found(regions, founders);
        stepping = new(World);
    }

    public SimulatedWorld World { get; }

    public Trace Trace { get; }

    public SimulatedControl Control => World.Control;

    public SimulatedRegion this[string region] => World.Regions[region];

    public void Put(string region, string key)
    {
        World.Pass(5);
        World.Workload.Put(this[region], key);
        World.CommitAll(this[region]);
    }

    public void Delete(string region, string key)
    {
        World.Pass(5);
        World.Workload.Delete(this[region], key);
        World.CommitAll(this[region]);
    }

    /// <summary>All that the source has reaches the reader, and the source hears it.</summary>
    public void Read(string reader, string source)
    {
        World.Pass(300);
        World.Network.MoveAll(Stream(reader, source));
    }

    /// <summary>The source answers the reader; what it sends stays on its way.</summary>
    public void Serve(string reader, string source)
    {
        World.Pass(300);
        World.Network.ServeOnly(Stream(reader, source));
    }

    /// <summary>One message at a time, until the reader has taken in one with records.</summary>
    public void ReadOneBatch(string reader, string source)
    {
        World.Pass(300);
        var stream = Stream(reader, source);
        World.Network.ServeOnly(stream);
        Assert.True(World.Network.Move(stream, 2));
        World.CommitAll(this[reader]);
    }

    /// <summary>What the source sent last arrives at the reader, past the checks of its stream.</summary>
    public void ArriveLate(string reader, string source) => World.Network.Late.DeliverLast(reader, source);

    public void Break(string reader, string source) => World.Network.Break(Stream(reader, source), "by the schedule");

    /// <summary>Everybody tells everybody what it covers.</summary>
    public void ReadAll(params string[] regions)
    {
        for (var round = 0; round < 2; round++)
        {
            World.Pass(1100);
            foreach (var reader in regions)
            {
                foreach (var source in regions.Where(source => source != reader))
                {
                    Read(reader, source);
                }
            }
        }
    }

    public void Collect(params string[] regions)
    {
        foreach (var region in regions)
        {
            stepping.Collect(this[region]);
        }
    }

    public void KeepHouse(params string[] regions)
    {
        foreach (var region in regions)
        {
            stepping.KeepHouse(this[region]);
        }
    }

    /// <summary>The region is cut off and given up; the others go on without it.</summary>
    public void ForceOut(string region, params string[] others)
    {
        Control.SetReachable(region, false);
        Control.Force(region);
        Control.Declare([.. Control.Wanted.Where(wanted => wanted != region)]);
        Control.Settle();
        Assert.Equal(others, Control.Group!.Members.Select(member => member.Region));
    }

    public Life Life(string region) => World.LifeOf(this[region])!;

    /// <summary>What is there of the item; null for nothing, or a tombstone.</summary>
    public Write? Shown(string region, string key) =>
        Life(region)[key].Row is { IsTombstone: false } row ? row : null;

    /// <summary>Everything is healed and held against all promises.</summary>
    public void Finish()
    {
        try
        {
            SeedRun.Finish(World);
        }
        catch (Violation violation)
        {
            Assert.Fail(violation.Message + "\n" + string.Join('\n', Trace.Lines));
        }
    }

    public void Dispose() => World.Dispose();

    SimulatedStream Stream(string reader, string source) =>
        World.Network.Open(this[reader], this[source])
        ?? throw new InvalidOperationException($"{reader} has no stream from {source}");
}
