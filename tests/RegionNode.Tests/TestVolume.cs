using System.Buffers;
using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests;

/// <summary>
/// A region's volume on real SQLite in a temporary folder. Tests are the writer's thread: work is committed when
/// they say so, unless the volume was opened with a writer of its own.
/// </summary>
sealed class TestVolume : IDisposable
{
    readonly IdSource ids;
    readonly StorageSettings settings;
    readonly bool hasWriter;

    public TestVolume(
        string region = "eu-west-1", int seed = 1, ReadBounds? bounds = null, ManualTime? time = null,
        bool hasWriter = false, StorageSettings? settings = null,
        ConflictBounds? conflictBounds = null)
    {
        Region = region;
        this.settings = (settings ?? StorageSettings.Default) with
        {
            Reads = bounds ?? ReadBounds.Default,
            Conflicts = conflictBounds ?? ConflictBounds.Default,
        };
        this.hasWriter = hasWriter;
        ids = new(new Random(seed));
        Time = time ?? new();
        Folder = NewFolder();
        Now = Open();
    }

    public string Region { get; }

    public ManualTime Time { get; }

    public string Folder { get; private set; }

    /// <summary>The volume as it is open at present.</summary>
    public Volume Now { get; private set; }

    public TableCatalog Catalog => Now.Catalog;

    public string File => Path.Combine(Folder, "region.db");

    // In memory where the machine has a place for that: a flush to a disk is most of what a test would wait for.
    public static string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
            $"globaltables-{Path.GetRandomFileName()}")).FullName;

    public static TableDefinition Definition(string name, bool hasSort = true) => new()
    {
        Name = name,
        Keys = new(new("p", KeyType.S), hasSort ? new("s", KeyType.S) : null),
        Billing = BillingMode.PayPerRequest,
    };

    public static ItemKey Key(string partition, string sort = "") =>
        KeyEncoding.Of(new AttributeValue.S(partition), new AttributeValue.S(sort));

    public static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    public void Reopen()
    {
        Now.Dispose();
        Now = Open();
    }

    /// <summary>What is left when the process is killed: the files as they are, opened anew.</summary>
    public void Crash()
    {
        var left = NewFolder();
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => Path.GetFileName(file) != "lock"))
        {
            System.IO.File.Copy(file, Path.Combine(left, Path.GetFileName(file)));
        }

        Now.Dispose();
        Directory.Delete(Folder, recursive: true);
        Folder = left;
        Now = Open();
    }

    /// <summary>Throws the data away, as a new disk does.</summary>
    public void Wipe()
    {
        Now.Dispose();
        Directory.Delete(Folder, recursive: true);
        Now = Open();
    }

    /// <summary>Runs the work, committed when this returns.</summary>
    public T Run<T>(Func<WriteTransaction, T> work)
    {
        var answer = Now.Queue.RunAsync(work, CancellationToken.None);
        if (!hasWriter)
        {
            Commit();
        }

        return answer.GetAwaiter().GetResult();
    }

    public void Commit()
    {
        while (Now.Queue.CommitOnce())
        {
        }
    }

    public TableEntry CreateTable(string name = "products") =>
        Run(transaction => Catalog.Create(transaction, Definition(name)));

    public void Put(TableEntry table, ItemKey key, string json, int size = 10) => Run(transaction =>
    {
        transaction.Put(table, key, Json(json), size);
        return true;
    });

    public void Delete(TableEntry table, ItemKey key) => Run(transaction =>
    {
        transaction.Delete(table, key);
        return true;
    });

    public string? Get(TableEntry table, ItemKey key)
    {
        var into = new ArrayBufferWriter<byte>();
        return Now.Items.TryGet(table, key, into, out _) ? Encoding.UTF8.GetString(into.WrittenSpan) : null;
    }

    /// <summary>All rows of the table, tombstones too, by key.</summary>
    public IReadOnlyList<ChangeRecord> Rows(TableEntry table)
    {
        var rows = new List<ChangeRecord>();
        DifferenceChunk chunk;
        ItemKey? after = null;
        do
        {
            chunk = Now.Changes.ReadDifference(table, after, VersionVector.Empty);
            rows.AddRange(chunk.Records);
            after = chunk.Next;
        }
        while (after is not null);

        return rows;
    }

    public void Dispose()
    {
        Now.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    Volume Open()
    {
        var volume = Volume.Open(Folder, Region, Time, ids, settings);
        if (hasWriter)
        {
            volume.StartWriter();
        }

        return volume;
    }
}
