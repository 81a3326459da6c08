using System.Threading.Channels;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The single writer: gathers what is waiting into one transaction and one flush, and only then answers. While
/// one commit is flushed the next gathers, so the busier the region, the more writes share a flush.
/// </summary>
sealed class CommitQueue
{
    const string Begin = "BEGIN IMMEDIATE";
    const string Commit = "COMMIT";
    const string Rollback = "ROLLBACK";
    const string SaveClock = "UPDATE volume SET clock = ?";

    readonly Channel<Work> waiting =
        Channel.CreateBounded<Work>(new BoundedChannelOptions(Limits.CommitsWaitingMax) { SingleReader = true });

    readonly Session session;
    readonly WriteTransaction transaction;
    readonly List<Work> batch = [];
    readonly List<(long TableNumber, LogPositions Positions, bool HasAdvanced)> changed = [];
    readonly PositionBoard positions;
    HybridTimestamp committedClock;

    public CommitQueue(
        Database database, HybridLogicalClock clock, TableCatalog catalog, PositionBoard positions, WriteFence fence)
    {
        this.positions = positions;
        session = database.Writer;
        transaction = new(session, clock, catalog, fence);
        committedClock = clock.Latest;
    }

    /// <summary>
    /// Raised on the writer, after each commit, for each table whose own log went on: the table's number and
    /// the log's last sequence. Handlers only take note.
    /// </summary>
    public event Action<long, long>? LogAdvanced;

    /// <summary>
    /// Runs the work on the writer and answers when what it wrote is durable. Work that throws has written
    /// nothing; its exception is the answer, and the other work of the same commit is not touched by it. Work
    /// may run more than once before one commit, and must not have effects of its own.
    /// </summary>
    public Task<T> RunAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancel)
    {
        var item = new Work<T>(work);
        var queued = waiting.Writer.WriteAsync(item, cancel);
        return queued.IsCompletedSuccessfully ? item.Answer : AfterQueueing(queued, item);
    }

    /// <summary>Commits what has gathered, up to a bound; false when nothing was waiting.</summary>
    public bool CommitOnce()
    {
        batch.Clear();
        while (batch.Count < Limits.CommitBatchMax && waiting.Reader.TryRead(out var work))
        {
            batch.Add(work);
        }

        if (batch.Count == 0)
        {
            return false;
        }

        try
        {
            RunBatch();
        }
        catch (StorageException failure)
        {
            RollBack();
            var answer = DynamoException.InternalServerError(failure.IsDiskFull
                ? "The region's disk is full: nothing was written. Free space or grow the volume."
                : $"The region could not write: {failure.Message}");
            foreach (var work in batch)
            {
                work.Fail(answer);
            }
        }

        foreach (var work in batch)
        {
            work.Tell();
        }

        return true;
    }

    /// <summary>Commits until the queue is closed and empty. Blocks its thread.</summary>
    public void Run()
    {
        while (WaitToRead())
        {
            _ = CommitOnce();
        }
    }

    /// <summary>No more work is taken; what is waiting is still committed.</summary>
    public void Close() => waiting.Writer.TryComplete();

    static async Task<T> AfterQueueing<T>(ValueTask queued, Work<T> item)
    {
        await queued;
        return await item.Answer;
    }

    // Work that threw after it had written something has to be undone, and SQLite undoes whole transactions: the
    // rest is run again without it. Savepoints would make every write pay for what hardly ever happens.
    void RunBatch()
    {
        while (!TryRunBatch())
        {
            RollBack();
        }
    }

    bool TryRunBatch()
    {
        session.Prepare(Begin).Run();
        foreach (var work in batch)
        {
            if (work.IsFailed)
            {
                continue;
            }

            transaction.BeginWork();
            if (!work.TryRun(transaction) && transaction.Changes > 0)
            {
                return false;
            }
        }

        Flush();
        return true;
    }

    void Flush()
    {
        changed.Clear();
        foreach (var (tableNumber, logs) in transaction.ChangedLogs)
        {
            changed.Add((tableNumber, logs.Positions, logs.HasAdvanced));
            logs.Save(session);
        }

        // Stamps grow over every restart: the clock is durable with what it has stamped.
        Invariant.Holds(transaction.Clock.Latest >= committedClock);
        if (transaction.Clock.Latest != committedClock)
        {
            session.Prepare(SaveClock).Bind(transaction.Clock.Latest.Value).Run();
        }

        session.Prepare(Commit).Run();
        committedClock = transaction.Clock.Latest;
        transaction.Committed();
        foreach (var (tableNumber, now, hasAdvanced) in changed)
        {
            positions.Post(tableNumber, now);
            if (hasAdvanced)
            {
                LogAdvanced?.Invoke(tableNumber, now.Head);
            }
        }
    }

    void RollBack()
    {
        try
        {
            session.Prepare(Rollback).Run();
        }
        catch (StorageException)
        {
            // SQLite has rolled back by itself after a full disk or an I/O error.
        }

        transaction.RolledBack(committedClock);
    }

    bool WaitToRead()
    {
        var ready = waiting.Reader.WaitToReadAsync();
        return ready.IsCompletedSuccessfully ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    abstract class Work
    {
        public bool IsFailed { get; protected set; }

        /// <summary>Runs the work; false when it threw.</summary>
        public abstract bool TryRun(WriteTransaction transaction);

        public abstract void Fail(Exception failure);

        /// <summary>Answers whoever waits, once the outcome is final.</summary>
        public abstract void Tell();
    }

    sealed class Work<T>(Func<WriteTransaction, T> run) : Work
    {
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;
        Exception? failure;

        public Task<T> Answer => answer.Task;

        public override bool TryRun(WriteTransaction transaction)
        {
            try
            {
                result = run(transaction);
                return true;
            }
            catch (Exception thrown) when (thrown is not StorageException)
            {
                Fail(thrown);
                return false;
            }
        }

        public override void Fail(Exception thrown)
        {
            failure = thrown;
            IsFailed = true;
        }

        public override void Tell()
        {
            if (failure is { } thrown)
            {
                answer.TrySetException(thrown);
            }
            else
            {
                answer.TrySetResult(result!);
            }
        }
    }
}
