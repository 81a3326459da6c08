using System.Collections.Concurrent;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>This region as it compares its tables with those of one source, over the source's stream.</summary>
sealed class PeerVerifier(string source, VerifyParts parts)
{
    readonly TableCatalog catalog = parts.Volume.Catalog;
    readonly ConcurrentDictionary<string, Verification> tables = new(StringComparer.Ordinal);
    long lastId;

    public void Request(TableEntry table) => Of(table).Request();

    public VerifyReport? ReportOf(TableEntry table, bool isConnected) =>
        tables.TryGetValue(table.GroupId, out var one) ? one.Report(isConnected) : null;

    /// <summary>Rows of the table that were repaired from this source, since the process began.</summary>
    public long RepairedOf(TableEntry table) =>
        tables.TryGetValue(table.GroupId, out var one) ? one.Repaired : 0;

    /// <summary>What was asked is void: there is another stream, or none.</summary>
    public void Reset()
    {
        foreach (var one in tables.Values)
        {
            one.Disconnected();
        }
    }

    /// <summary>The next questions: one for each table that has none open.</summary>
    /// <param name="isRead">Whether the table's feed is being read from the source.</param>
    public List<ReaderMessage> Step(Func<TableEntry, bool> isRead)
    {
        var questions = new List<ReaderMessage>();
        foreach (var table in catalog.All)
        {
            if (StepOf(table, isRead) is { } question)
            {
                questions.Add(question);
            }
        }

        foreach (var groupId in tables.Keys)
        {
            if (catalog.ByGroup(groupId)?.Member(source) is null && tables.TryRemove(groupId, out var gone))
            {
                gone.Disconnected();
            }
        }

        return questions;
    }

    /// <summary>Takes in an answer; done when what it repairs is durable.</summary>
    public async Task TakeAsync(SourceMessage answer, CancellationToken cancel)
    {
        switch (answer)
        {
            case SourceMessage.Compared compared when Find(compared.GroupId) is var (one, table):
                _ = one.Take(table, compared);
                break;
            case SourceMessage.Fetched fetched when Find(fetched.GroupId) is var (one, table):
                _ = await one.TakeAsync(table, fetched, cancel);
                break;
            default:
                break;
        }
    }

    public bool Refused(SourceMessage.Refusal refusal) =>
        tables.TryGetValue(refusal.GroupId, out var one) && one.Refused(refusal.AskId, refusal.Reason);

    // Below zero, so that none is taken for an ask for a feed.
    long NextId() => Interlocked.Decrement(ref lastId);

    // A copy that is not whole yet has nothing to compare.
    ReaderMessage? StepOf(TableEntry table, Func<TableEntry, bool> isRead) =>
        table.IsReadable
        && table.Member(source) is { Log: { } log, State: not MemberState.Joining }
        && table.Member(catalog.Region) is { State: not MemberState.Joining }
        && isRead(table)
            ? Of(table).Step(table, log, NextId)
            : null;

    (Verification One, TableEntry Table)? Find(string groupId) =>
        tables.TryGetValue(groupId, out var one) && catalog.ByGroup(groupId) is { } table ? (one, table) : null;

    Verification Of(TableEntry table) => tables.GetOrAdd(table.GroupId, _ => new Verification(source, parts));
}
