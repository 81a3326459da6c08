using System.Collections.Concurrent;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <summary>
/// This region as one reader compares itself with it: answers digests with the rows that differ, and hands over the
/// rows that are asked for. It remembers nothing but the last question about each table.
/// </summary>
/// <param name="whyNot">Why the group is not served under these logs; null when it is.</param>
sealed class ComparisonSource(Volume volume, Func<string, long, long, string?> whyNot)
{
    readonly ConcurrentDictionary<string, ReaderMessage> questions = new(StringComparer.Ordinal);

    public void Receive(ReaderMessage message)
    {
        var (groupId, _, _, _) = AddressOf(message);
        if (volume.Catalog.ByGroup(groupId) is not null)
        {
            questions[groupId] = message;
        }
    }

    /// <summary>The next answer; null when nothing was asked.</summary>
    public SourceMessage? Next()
    {
        foreach (var (groupId, _) in questions)
        {
            if (questions.TryRemove(groupId, out var message))
            {
                return Answer(message);
            }
        }

        return null;
    }

    SourceMessage Answer(ReaderMessage message)
    {
        var (groupId, id, sourceLog, readerLog) = AddressOf(message);
        if (whyNot(groupId, sourceLog, readerLog) is { } reason)
        {
            return new SourceMessage.Refusal(groupId, id, reason);
        }

        var table = volume.Catalog.ByGroup(groupId)!;
        SourceMessage answer = message switch
        {
            ReaderMessage.Compare compare => new SourceMessage.Compared(
                groupId, id, volume.Comparison.Compare(table, compare.After, compare.Ranges)),
            ReaderMessage.Fetch fetch => new SourceMessage.Fetched(groupId, id, Fetch(table, fetch.Keys)),
            _ => throw new InvariantException("every question is a comparison or a fetch"),
        };

        // A table that was deleted meanwhile may have lost rows already; its deletion was to be seen before that.
        return whyNot(groupId, sourceLog, readerLog) is { } gone
            ? new SourceMessage.Refusal(groupId, id, gone)
            : answer;
    }

    RowsByKey Fetch(TableEntry table, IReadOnlyList<ItemKey> keys)
    {
        var rows = volume.Comparison.ReadRecords(table, keys);
        volume.Restored.Give(table, rows.Records);
        return rows;
    }

    static (string GroupId, long Id, long SourceLog, long ReaderLog) AddressOf(ReaderMessage message) => message switch
    {
        ReaderMessage.Compare compare => (compare.GroupId, compare.CompareId, compare.SourceLog, compare.ReaderLog),
        ReaderMessage.Fetch fetch => (fetch.GroupId, fetch.CompareId, fetch.SourceLog, fetch.ReaderLog),
        _ => throw new InvariantException("every question is a comparison or a fetch"),
    };
}
