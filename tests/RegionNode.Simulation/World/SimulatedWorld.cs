using System.Text;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Simulation.Running;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// Regions, a network between them and a control plane above them, with one table. Everything in it happens because
/// a step says so, and after every step that may have changed a region that region is looked at.
/// </summary>
sealed class SimulatedWorld : IDisposable
{
    public const string TableName = "products";

    static readonly string[] RegionNames = ["ap", "eu", "jp", "uk", "us"];

    readonly string folder;
    readonly Random identities;
    readonly SynchronizationContext? outer = SynchronizationContext.Current;
    Violation? failure;

    /// <param name="random">All chance there is.</param>
    /// <param name="profile">What the world is made of.</param>
    /// <param name="trace">Where it is told what happens.</param>
    /// <param name="settings">What regions are told; drawn where it is not given.</param>
    public SimulatedWorld(Random random, Profile profile, Trace trace, StorageSettings? settings = null)
    {
        (Random, Profile, Trace) = (random, profile, trace);
        SynchronizationContext.SetSynchronizationContext(Pump);
        identities = new Random(random.Next());
        folder = NewFolder();
        Settings = settings ?? profile.Settings(random);
        History = new(Time);
        Observer = new(History, Counters, trace, IsMember);
        Control = new(this);
        Network = new(this);
        Workload = new(this);
        Keys = random.Next(1, profile.KeysMax + 1);
    }

    public Random Random { get; }

    public Profile Profile { get; }

    public Trace Trace { get; }

    public Counters Counters { get; } = new();

    public StorageSettings Settings { get; }

    public TrueTime Time { get; } = new();

    public Pump Pump { get; } = new();

    public History History { get; }

    public Observer Observer { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedControl Control { get; }

    public Workload Workload { get; }

    public int Keys { get; set; }

    /// <summary>What sabotage does to a region's files before a process opens them; null for nothing.</summary>
    public Action<string>? AlterFiles { get; set; }

    public SortedDictionary<string, SimulatedRegion> Regions { get; } = new(StringComparer.Ordinal);

    public string? GroupId => Control.GroupId;

    /// <summary>Makes regions; the first of them found the table.</summary>
    public void Found(int regions, int founders)
    {
        foreach (var name in RegionNames.Take(regions))
        {
            var clock = new SimulatedClock(Time, TimeSpan.FromSeconds(Random.Next(1000)));
            Regions.Add(name, new SimulatedRegion(name, folder, clock, identities, Settings)
            {
                AlterFiles = AlterFiles,
            });
        }

        Control.Declare([.. RegionNames.Take(founders)]);
        Control.Settle();
    }

    public SimulatedRegion Any() => Regions.Values.ElementAt(Random.Next(Regions.Count));

    public TableEntry? Table(SimulatedRegion region) => region.Node?.Table(GroupId);

    public Life? LifeOf(SimulatedRegion region) =>
        Table(region) is { } table ? History.LifeOf(region.Name, table.Log) : null;

    /// <summary>Whether the copy is one of the group's, as the control plane has it.</summary>
    public bool IsMember(Life life) => Control.Group?.MemberOf(life.Region)?.Log == life.Log;

    /// <summary>Production code runs until it waits for a commit or for a message.</summary>
    public void Run()
    {
        Pump.Run();
        if (failure is { } first)
        {
            throw first;
        }
    }

    /// <summary>Begins something that ends in a later step; what it throws ends the run.</summary>
    public void Start(Func<Task> work)
    {
        _ = GuardAsync();
        Run();

        async Task GuardAsync()
        {
            try
            {
                await work();
            }
            catch (Violation violation)
            {
                failure ??= violation;
            }
            catch (Exception thrown)
            {
                failure ??= new Violation(Promise.Durability, "node-stops", thrown.ToString());
            }
        }
    }

    /// <summary>What waits at the region becomes durable, and is looked at.</summary>
    public bool Commit(SimulatedRegion region)
    {
        if (region.Node is not { } node || !node.Volume.Queue.CommitOnce())
        {
            return false;
        }

        Run();
        Network.Changed(region);
        Look(region);
        return true;
    }

    public void CommitAll(SimulatedRegion region)
    {
        while (Commit(region))
        {
        }
    }

    public void Look(SimulatedRegion region)
    {
        if (GroupId is { } groupId)
        {
            Observer.Look(region, groupId);
        }
    }

    /// <summary>The region has had these records, whether it kept them or not.</summary>
    public void Arrived(SimulatedRegion reader, IReadOnlyList<ChangeRecord> records)
    {
        // What is parked is not known yet.
        if (Profile.ParksTheFuture || LifeOf(reader) is not { } life)
        {
            return;
        }

        foreach (var record in records)
        {
            var key = Encoding.UTF8.GetString(record.Sort);
            if (History.Find(key, record.Version) is { } write)
            {
                History.Saw(life, write);
            }
        }
    }

    public void Pass(int milliseconds) => Time.Pass(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>What the regions themselves have counted.</summary>
    public void CountAtEnd()
    {
        foreach (var region in Regions.Values)
        {
            region.StopOrderly();
            Counters.Count(Rare.ParkedStamp, region.Parked);
        }
    }

    public void Dispose()
    {
        Network.Dispose();
        foreach (var region in Regions.Values)
        {
            region.Dispose();
        }

        SynchronizationContext.SetSynchronizationContext(outer);
        Directory.Delete(folder, recursive: true);
    }

    // In memory where the machine has a place for that: a flush to a disk is most of what a run would wait for.
    static string NewFolder() => Directory.CreateDirectory(Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
        $"globaltables-{Path.GetRandomFileName()}")).FullName;
}
