using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>What a reader asks its source for, table by table: the feed, or a difference where one is needed.</summary>
sealed class Asks(string source, ReaderParts parts)
{
    /// <summary>Batches that a source may send ahead of what is durable here, for each table.</summary>
    const int Window = 8;

    /// <summary>Delayed batches wait in memory; more of them may be on their way.</summary>
    const int WindowWhenDelayed = 64;

    readonly Bootstrap bootstrap = parts.Bootstrap;
    long lastId;

    /// <summary>The next ask; null while the present one stands, or nothing may be asked for yet.</summary>
    /// <param name="log">The source's present log.</param>
    public ReaderMessage.Ask? Next(TableEntry table, long log, TableReader reader, bool isDelayed)
    {
        var isCurrent = reader.Ask is { } present && present.SourceLog == log && present.ReaderLog == table.Log;
        if ((isCurrent && reader.Ask!.From is null) || (!isCurrent && !reader.MayAsk))
        {
            return null;
        }

        var isFilling = bootstrap.IsFilling(table);
        if (isFilling && !bootstrap.MayFillFrom(table, source))
        {
            return null;
        }

        var positions = parts.Volume.Changes.PositionsOf(table);
        var reconciles = parts.Need.EpochToReconcile(table, source, positions.Covered);
        var takesDifference = isFilling || (reader.MayTakeDifference && (reconciles > 0
            || parts.Need.IsBehind(table, source, positions.Held, reader.SourceCovered)));
        if (isCurrent && !takesDifference)
        {
            return null;
        }

        var begun = isFilling ? bootstrap.ProgressFrom(table, log) : null;
        var ask = new ReaderMessage.Ask(
            table.GroupId,
            ++lastId,
            log,
            table.Log,
            takesDifference ? null : positions.Cursors.GetValueOrDefault(log),
            begun?.Asked ?? positions.Covered,
            isDelayed ? WindowWhenDelayed : Window)
        {
            After = begun?.After,
            FromStamp = new(positions.Stamps.Of(log)),
        };
        reader.Asked(ask, takesDifference && begun is null ? reconciles : 0, begun?.Covered);
        return ask;
    }
}
