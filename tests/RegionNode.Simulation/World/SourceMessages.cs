using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>What is in a source's message.</summary>
static class SourceMessages
{
    public static IReadOnlyList<ChangeRecord>? RecordsOf(SourceMessage? message) => message switch
    {
        SourceMessage.Batch batch => batch.Feed.Records,
        SourceMessage.Chunk chunk => chunk.Difference.Records,
        _ => null,
    };

    public static string Told(SourceMessage message)
    {
        var records = string.Join(' ', (RecordsOf(message) ?? []).Select(
            record => $"{record.LogRegion}{record.Sequence}"));
        return message switch
        {
            SourceMessage.Batch { Feed: var feed } =>
                $"({feed.From}, {feed.UpTo}]{(feed.IsComplete ? "" : " cut")} [{records}]",
            SourceMessage.Chunk { Difference: var chunk } =>
                $"a part of the difference [{records}]{(chunk.Next is null ? ", the last" : "")}",
            SourceMessage.Refusal refusal => $"a refusal: {refusal.Reason}",
            SourceMessage.Compared { Difference: var difference } =>
                $"a comparison: {difference.Differing} ranges differ",
            SourceMessage.Fetched { Rows: var rows } => $"rows to compare: {rows.Records.Count}",
            _ => "a heartbeat",
        };
    }
}
