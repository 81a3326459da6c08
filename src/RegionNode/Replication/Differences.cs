using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// Takes in one source's differences, chunk by chunk, and claims after the last what they let claim (rule 5).
/// </summary>
sealed class Differences(string source, ReaderParts parts)
{
    readonly Applier applier = parts.Applier;
    readonly Bootstrap bootstrap = parts.Bootstrap;

    /// <param name="gate">What guards <paramref name="reader"/>.</param>
    /// <param name="ask">What the chunk answers.</param>
    public async Task TakeAsync(
        Lock gate, TableEntry table, TableReader reader, ReaderMessage.Ask ask, DifferenceChunk chunk,
        CancellationToken cancel)
    {
        var isFilling = bootstrap.IsFilling(table);
        DifferenceClaim claim;
        long reconciles;
        lock (gate)
        {
            // One look: what this chunk adds to must be the difference that it is a part of. While it is taken in
            // another ask may be made.
            if (reader.Ask != ask)
            {
                return;
            }

            claim = reader.Read(chunk);
            reconciles = reader.Reconciles;
        }

        var progress = isFilling && chunk.Next is { } next
            ? new FillProgress(ask.SourceLog, ask.Covered, claim.Covered, next)
            : null;
        await applier.ApplyAsync(table, source, chunk, progress, cancel);
        if (progress is not null)
        {
            bootstrap.Advanced(table, progress);
        }

        if (chunk.Next is not null)
        {
            return;
        }

        // Which deletes have been collected since the first chunk, the source knows now.
        await applier.ClaimAsync(table, source, claim, cancel);
        lock (gate)
        {
            if (reader.Ask == ask)
            {
                Finish(table, reader, claim, reconciles, isFilling);
            }
        }
    }

    void Finish(TableEntry table, TableReader reader, DifferenceClaim claim, long reconciles, bool isFilling)
    {
        if (isFilling)
        {
            bootstrap.DifferenceDone(table);
        }

        // What was left out may be all that there is of a region that has gone: it is asked for again.
        if (reconciles is > 0 and var epoch && !claim.LeavesOut)
        {
            parts.Reconciliation.Done(table, source, epoch);
        }

        reader.DifferenceDone();
    }
}
