using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The one SQLite file of a region: opened with write-ahead log and full synchronisation, brought to the
/// present schema, and lent out as sessions.
/// </summary>
sealed class Database : IDisposable
{
    /// <summary>64 MB of pages: what a checkpoint may find to do, and what the log file is cut back to.</summary>
    const string WriterPragmas = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 8000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
        PRAGMA busy_timeout = 5000;
        """;

    /// <summary>A checkpoint that waits longer for readers lets the writer go first, and comes again.</summary>
    const string CheckpointPragmas = "PRAGMA busy_timeout = 100;";

    /// <summary>Passive checkpoints cut the log back as a rule; steady readers can keep them from it.</summary>
    const long WriteAheadLogBytesMax = 128 * 1024 * 1024;

    const string ReaderPragmas = """
        PRAGMA query_only = ON;
        PRAGMA cache_size = -8192;
        PRAGMA busy_timeout = 5000;
        """;

    readonly string file;
    readonly FileStream guard;
    readonly ConcurrentBag<Session> idleReaders = [];

    /// <exception cref="IOException">Another process has the folder open.</exception>
    public Database(string folder)
    {
        Directory.CreateDirectory(folder);
        guard = Lock(folder);
        file = Path.Combine(folder, "region.db");
        try
        {
            Writer = new Session(ConnectionString(SqliteOpenMode.ReadWriteCreate), WriterPragmas);
            Migrate();
        }
        catch
        {
            Writer?.Dispose();
            guard.Dispose();
            throw;
        }
    }

    /// <summary>The only session that writes; the commit queue's.</summary>
    public Session Writer { get; }

    /// <summary>A session for reading; give it back by disposing of the lease.</summary>
    public ReaderLease Read() => new(this, idleReaders.TryTake(out var idle) ? idle : OpenReader());

    /// <summary>Reads several things as of one moment.</summary>
    public T InSnapshot<T>(Func<Session, T> read)
    {
        using var lease = Read();
        lease.Session.Prepare("BEGIN").Run();
        try
        {
            return read(lease.Session);
        }
        finally
        {
            lease.Session.ResetAll();
            lease.Session.Prepare("COMMIT").Run();
        }
    }

    /// <summary>Cuts the write-ahead log back where it has grown past its bound; else does nothing.</summary>
    public void Checkpoint()
    {
        var log = new FileInfo(file + "-wal");
        if (!log.Exists || log.Length < WriteAheadLogBytesMax)
        {
            return;
        }

        using var session = new Session(ConnectionString(SqliteOpenMode.ReadWrite), CheckpointPragmas);
        var checkpoint = session.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
        checkpoint.Run();
    }

    public void Dispose()
    {
        while (idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }

        Writer.Dispose();
        guard.Dispose();
    }

    Session OpenReader() => new(ConnectionString(SqliteOpenMode.ReadOnly), ReaderPragmas);

    string ConnectionString(SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString();

    // Two writers on one log would both take the same sequence: a second process must not even begin.
    static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new IOException($"The data folder {folder} is in use by another process.", failure);
        }
    }

    /// <summary>Runs the numbered scripts that this file has not seen, each in a transaction of its own.</summary>
    void Migrate()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        var version = Writer.Prepare("PRAGMA user_version");
        _ = version.Step();
        var present = version.Int32(0);
        version.Reset();
        if (present > scripts.Count)
        {
            throw new InvalidDataException(
                $"{file} has schema {present}; this version of the node knows {scripts.Count}. Use a newer node.");
        }

        foreach (var (number, name) in scripts.Index().Skip(present).Select(script => (script.Index + 1, script.Item)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            Writer.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {reader.ReadToEnd()} PRAGMA user_version = {number}; COMMIT;"));
        }
    }

    internal readonly struct ReaderLease(Database owner, Session session) : IDisposable
    {
        public Session Session => session;

        public void Dispose()
        {
            session.ResetAll();
            owner.idleReaders.Add(session);
        }
    }
}
