using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.RegionNode.Control;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Simulation.Checks;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// One region: its disk, its clocks and, while it runs, its process, which is made of production code and does
/// nothing by itself.
/// </summary>
sealed class SimulatedRegion : IDisposable
{
    readonly Random random;
    readonly StorageSettings settings;
    int folders;

    /// <param name="name">The region's name.</param>
    /// <param name="folder">Where its disks are made.</param>
    /// <param name="clock">Its clocks.</param>
    /// <param name="random">Where its identities come from.</param>
    /// <param name="settings">Small reads, so that batches are cut.</param>
    public SimulatedRegion(string name, string folder, SimulatedClock clock, Random random, StorageSettings settings)
    {
        Name = name;
        Clock = clock;
        Root = folder;
        this.random = random;
        this.settings = settings;
        Folder = NewFolder();
        Start();
    }

    public string Name { get; }

    public SimulatedClock Clock { get; }

    public string Root { get; }

    public string Folder { get; private set; }

    /// <summary>Null while the process is down.</summary>
    public NodeParts? Node { get; private set; }

    public bool IsUp => Node is not null;

    /// <summary>Copies of its volume made earlier, oldest first.</summary>
    public List<VolumeCopy> Copies { get; } = [];

    /// <summary>How many records its processes have parked.</summary>
    public long Parked { get; private set; }

    /// <summary>The highest stamp that a client of this volume was given.</summary>
    public long LastStamp
    {
        get;
        set
        {
            field = value;
            HighestStamp = new(Math.Max(HighestStamp.Value, value));
        }
    }

    /// <summary>The highest stamp that it ever gave, on whatever volume.</summary>
    public HybridTimestamp HighestStamp { get; private set; }

    /// <summary>What sabotage does to the files before a process opens them; null for nothing.</summary>
    public Action<string>? AlterFiles { get; set; }

    public void Start()
    {
        AlterFiles?.Invoke(Path.Combine(Folder, VolumeView.FileName));
        Node = new(Name, Folder, Clock, new IdSource(new Random(random.Next())), settings);
    }

    /// <summary>The process ends; what it had not committed is gone.</summary>
    /// <param name="left">The files as they were when it was killed, if that was in the middle of something.</param>
    public void Stop(string? left = null)
    {
        Harvest();
        var copy = left ?? (Node is null ? null : CopyFiles());
        Node?.Dispose();
        Node = null;
        if (copy is not null)
        {
            Directory.Delete(Folder, recursive: true);
            Folder = copy;
        }
    }

    /// <summary>The process ends in good order.</summary>
    public void StopOrderly()
    {
        Harvest();
        Node?.Dispose();
        Node = null;
    }

    /// <summary>The files as they lie there now.</summary>
    public string CopyFiles()
    {
        var into = NewFolder();
        CopyFiles(Folder, into);
        return into;
    }

    /// <summary>A new, empty disk.</summary>
    public void Wipe()
    {
        StopOrderly();
        Directory.Delete(Folder, recursive: true);
        Folder = NewFolder();
    }

    /// <summary>The disk as it was when that copy was made.</summary>
    public void Restore(VolumeCopy copy)
    {
        Wipe();
        CopyFiles(copy.Folder, Folder);
    }

    public RegionStatus Status() => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(Node!.Status.Now(), ContractJson.Default.RegionStatus),
        ContractJson.Default.RegionStatus)!;

    public void Dispose() => StopOrderly();

    void Harvest() => Parked += Node?.Volume.Parked.ParkedSoFar ?? 0;

    static void CopyFiles(string from, string into)
    {
        foreach (var file in Directory.EnumerateFiles(from))
        {
            var name = Path.GetFileName(file);
            if (name is "region.db" or "region.db-wal")
            {
                File.Copy(file, Path.Combine(into, name));
            }
        }
    }

    string NewFolder() => Directory.CreateDirectory(Path.Combine(Root, $"{Name}-{++folders}")).FullName;
}

/// <summary>A volume's files, copied at some time.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Writes">What each of the region's logs had.</param>
/// <param name="Gone">Those of the logs that were on a volume lost before.</param>
sealed record VolumeCopy(string Folder, IReadOnlyDictionary<long, Write[]> Writes, IReadOnlySet<long> Gone);

/// <summary>The parts of a node that are simulated, put together as in production, without listeners and loops.</summary>
sealed class NodeParts : IDisposable
{
    long? started;

    public NodeParts(string region, string folder, TimeProvider time, IdSource ids, StorageSettings settings)
    {
        Volume = Volume.Open(folder, region, time, ids, settings);
        Replication = new(Volume, time, TimeSpan.Zero);
        Applier = new(Volume.Catalog, Volume.Queue, Volume.Parked, Volume.Restored);
        var revision = new Revision(time);
        Volume.Catalog.Changed += revision.Advance;
        Config = new(Volume, ids, time);
        Status = new(Volume, Replication, Config, revision);
        View = new(Path.Combine(folder, VolumeView.FileName));
    }

    public Volume Volume { get; }

    public ReplicationService Replication { get; }

    public Applier Applier { get; }

    public ConfigApplier Config { get; }

    public StatusReport Status { get; }

    public VolumeView View { get; }

    /// <summary>
    /// Whether clients are let in: once the others have said how far they have this region's logs, or after a while.
    /// </summary>
    public bool IsServing { get; private set; }

    /// <summary>Does what a node does before it lets clients in; null once it has.</summary>
    public Func<Task>? Opening(TimeProvider time)
    {
        started ??= time.GetTimestamp();
        var isHeard = Replication.IsConfirmed() || time.GetElapsedTime(started.Value) >= ReplicationTimes.Confirmation;
        return IsServing || !isHeard ? null : async () =>
        {
            while (await Volume.Restored.SettleAsync(CancellationToken.None))
            {
            }

            IsServing = true;
        };
    }

    public TableEntry? Table(string? groupId) => groupId is null ? null : Volume.Catalog.ByGroup(groupId);

    public void Dispose()
    {
        View.Dispose();
        Volume.Dispose();
    }
}
