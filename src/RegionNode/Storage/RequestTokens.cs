using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>A client's token, and the request that came with it; both as hashes.</summary>
readonly record struct RequestToken(byte[] Token, byte[] Request);

/// <summary>
/// Tokens under which clients have asked for something, for as long as the service remembers them. They are written
/// with what was asked for, in one transaction: whoever asks again after a crash is answered rightly, too.
/// </summary>
sealed class RequestTokens(Database database, CommitQueue queue, TimeProvider time)
{
    const string Select = "SELECT request, reads FROM request_token WHERE token = ? AND used > ?";

    // What was there has expired, or the request would not have been carried out.
    const string Insert = "INSERT OR REPLACE INTO request_token (token, request, used, reads) VALUES (?, ?, ?, ?)";

    const string SelectOldest = "SELECT used FROM request_token ORDER BY number LIMIT 1";

    // From the oldest on: what comes after one that is still valid can wait for it.
    const string SelectDue = "SELECT number, used FROM request_token ORDER BY number LIMIT ?";

    const string DeleteUpTo = "DELETE FROM request_token WHERE number <= ?";

    static readonly TimeSpan Validity = TimeSpan.FromMinutes(Limits.RequestTokenMinutes);

    /// <summary>What reading the items of the earlier request would have cost; null when there was none.</summary>
    /// <exception cref="DynamoException">The token was used for another request.</exception>
    public static IReadOnlyList<TableUnits>? ReadsOfEarlier(WriteTransaction transaction, in RequestToken given)
    {
        var due = transaction.Clock.WallMilliseconds - (long)Validity.TotalMilliseconds;
        var select = transaction.Session.Prepare(Select).Bind(given.Token).Bind(due);
        if (!select.Step())
        {
            return null;
        }

        var isSame = select.Bytes(0).SequenceEqual(given.Request);
        var reads = JsonSerializer.Deserialize(select.Bytes(1), StorageJson.Default.IReadOnlyListTableUnits);
        select.Reset();
        return isSame ? reads : throw DynamoException.IdempotentParameterMismatch();
    }

    public static void Remember(
        WriteTransaction transaction, in RequestToken given, IReadOnlyList<TableUnits> reads)
    {
        transaction.Changed();
        transaction.Session.Prepare(Insert)
            .Bind(given.Token)
            .Bind(given.Request)
            .Bind(transaction.Clock.WallMilliseconds)
            .Bind(JsonSerializer.Serialize(reads, StorageJson.Default.IReadOnlyListTableUnits))
            .Run();
    }

    /// <summary>Removes a bounded number of those that are not valid any more; false when there were none.</summary>
    public async Task<bool> ReclaimOnceAsync(CancellationToken cancel) =>
        HasDue() && await queue.RunAsync(Reclaim, cancel) > 0;

    // Without the writer: most of the time there is nothing.
    bool HasDue()
    {
        using var lease = database.Read();
        var oldest = lease.Session.Prepare(SelectOldest);
        var isDue = oldest.Step() && oldest.Int64(0) <= Due();
        oldest.Reset();
        return isDue;
    }

    int Reclaim(WriteTransaction transaction)
    {
        var (last, count, due) = (0L, 0, Due());
        var rows = transaction.Session.Prepare(SelectDue).Bind(Limits.ReclaimTokensMax);
        while (rows.Step() && rows.Int64(1) <= due)
        {
            last = rows.Int64(0);
            count++;
        }

        rows.Reset();
        if (count > 0)
        {
            transaction.Changed();
            transaction.Session.Prepare(DeleteUpTo).Bind(last).Run();
        }

        return count;
    }

    long Due() => (time.GetUtcNow() - Validity).ToUnixTimeMilliseconds();
}
