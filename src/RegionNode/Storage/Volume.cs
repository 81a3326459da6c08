using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// A region's data folder, opened: whose it is, and the parts of Storage over it. Production runs the commit
/// queue on a thread of its own (<see cref="StartWriter"/>); a simulator calls its steps.
/// </summary>
sealed class Volume : IDisposable
{
    const string Select = "SELECT region, incarnation, clock FROM volume";

    const string Insert =
        "INSERT INTO volume (only, region, incarnation, clock, config_epoch) VALUES (1, ?, ?, 0, 0)";

    readonly Database database;
    Thread? writer;

    Volume(Database database, string region, TimeProvider time, IdSource ids, StorageSettings settings)
    {
        this.database = database;
        var session = database.Writer;
        (Incarnation, var clock) = Identify(session, region, ids);
        Catalog = new(session, region, time, ids);
        MaxClockOffset = settings.MaxClockOffset;
        var positions = new PositionBoard();
        Queue = new(database, new HybridLogicalClock(time, clock), Catalog, positions, Fence);
        Items = new(database);
        Changes = new(database, positions, Damage, settings.Reads);
        Comparison = new(database, Damage, settings.Compares);
        Acknowledgements = new();
        Tombstones = new(database, Catalog, Queue, Acknowledgements, time, settings.TombstoneRetention);
        Parked = new(database, Catalog, Queue, settings.MaxClockOffset);
        Fills = new(database);
        Restored = new(database, Catalog, Queue);
        Tails = new(Catalog, Queue);
        Shipments = new(Catalog, Changes, Queue, Acknowledgements);
        Requests = new(session, Catalog, ids);
        Config = new(session);
        Peers = new(session);
        Indexes = new(Catalog, Queue);
        Reclaimer = new(Catalog, Queue, Acknowledgements, positions, Damage, Restored);
        Conflicts = new(database);
        ConflictRetention = new(database, Catalog, Queue, time, settings.Conflicts);
        Tokens = new(database, Queue, time);
        ExpiryFill = new(database, Catalog, Queue);
        Expiry = new(database, Catalog, Queue, Fence, time);
        Streams = new(database);
        StreamRetention = new(database, Catalog, Queue, time);
    }

    /// <summary>Minted with the volume: another one means that the volume is new, restored or foreign.</summary>
    public string Incarnation { get; }

    public TableCatalog Catalog { get; }

    public CommitQueue Queue { get; }

    /// <summary>How far clocks of regions may differ.</summary>
    public TimeSpan MaxClockOffset { get; }

    /// <summary>Whether clients may write here.</summary>
    public WriteFence Fence { get; } = new();

    public ItemStore Items { get; }

    public ChangeLog Changes { get; }

    /// <summary>Rows that are not as they were written, as they are met.</summary>
    public DamagedRows Damage { get; } = new();

    public TableComparison Comparison { get; }

    /// <summary>What other regions were heard to cover.</summary>
    public Acknowledgements Acknowledgements { get; }

    public TombstoneCollector Tombstones { get; }

    public ParkedRecords Parked { get; }

    public FillStore Fills { get; }

    public RestoredTables Restored { get; }

    public TailReplay Tails { get; }

    public Shipments Shipments { get; }

    public ControlRequests Requests { get; }

    public RegionConfigStore Config { get; }

    public PeerDirectory Peers { get; }

    public IndexBuilder Indexes { get; }

    public TableReclaimer Reclaimer { get; }

    public ConflictLog Conflicts { get; }

    public ConflictRetention ConflictRetention { get; }

    /// <summary>Tokens under which clients have asked for transactions.</summary>
    public RequestTokens Tokens { get; }

    public ExpiryFill ExpiryFill { get; }

    public Expiry Expiry { get; }

    public StreamStore Streams { get; }

    public StreamRetention StreamRetention { get; }

    /// <summary>Opens the folder, or makes it where it is not there.</summary>
    /// <exception cref="InvalidDataException">The folder is another region's, or of a newer version.</exception>
    /// <exception cref="IOException">Another process has it open.</exception>
    public static Volume Open(
        string folder, string region, TimeProvider time, IdSource ids, StorageSettings? settings = null)
    {
        var database = new Database(folder);
        try
        {
            return new Volume(database, region, time, ids, settings ?? StorageSettings.Default);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void StartWriter()
    {
        writer = new Thread(Queue.Run) { Name = "writer" };
        writer.Start();
    }

    /// <summary>Cuts the write-ahead log back, if it has grown; for a moment nothing is written.</summary>
    public void Checkpoint() => database.Checkpoint();

    /// <summary>Commits what is waiting, and closes the files.</summary>
    public void Dispose()
    {
        Queue.Close();
        writer?.Join();
        database.Dispose();
    }

    static (string Incarnation, HybridTimestamp Clock) Identify(Session session, string region, IdSource ids)
    {
        var select = session.Prepare(Select);
        if (!select.Step())
        {
            session.Prepare(Insert).Bind(region).Bind(ids.Uuid()).Run();
            return Identify(session, region, ids);
        }

        var (owner, incarnation, clock) = (select.Text(0), select.Text(1), new HybridTimestamp(select.Int64(2)));
        select.Reset();
        return owner == region
            ? (incarnation, clock)
            : throw new InvalidDataException(
                $"The data folder belongs to region {owner}, not to {region}. Give each region a folder of its own.");
    }
}
