namespace GlobalTables.RegionNode.Storage;

/// <summary>The single writer: gathers work into one transaction and one flush, and only then answers.</summary>
sealed class CommitQueue
{
    /// <summary>
    /// Runs the work on the writer and answers when what it wrote is durable. Work that throws has written
    /// nothing; its exception is the answer, and the other work of the same commit is not touched by it.
    /// </summary>
    public Task<T> RunAsync<T>(Func<WriteTransaction, T> work, CancellationToken cancel) =>
        throw new NotImplementedException();
}
