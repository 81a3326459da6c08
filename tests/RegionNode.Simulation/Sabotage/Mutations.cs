namespace GlobalTables.RegionNode.Simulation.Sabotage;

/// <summary>
/// One broken rule after the other, as texts of the sources: what the simulator does not catch, it does not check.
/// <see cref="SabotageRun"/> tries them.
/// </summary>
static class Mutations
{
    public static readonly IReadOnlyList<Mutation> All =
    [
        new("last-writer-wins", "conflict rule: the record that comes last stays",
            "src/RegionNode/Versioning/LastWriterWins.cs",
            "incoming > version ? MergeOutcome.Applied : MergeOutcome.Stale",
            "MergeOutcome.Applied"),
        new("transaction-without-conditions", "transactions: one is carried out although a condition fails",
            "src/RegionNode/Tables/TransactionWriter.cs",
            "return isCancelled ? throw DynamoException.TransactionCanceled(reasons) : outcomes;",
            "return outcomes;"),
        new("half-a-transaction", "transactions: the first write of one is left out",
            "src/RegionNode/Tables/TransactionWriter.cs",
            "for (var i = 0; i < outcomes.Length; i++)\n        {\n            if (!actions[i].ChecksOnly)",
            "for (var i = 1; i < outcomes.Length; i++)\n        {\n            if (!actions[i].ChecksOnly)"),
        new("tie-break", "conflict rule: equal times are not decided by the region",
            "src/RegionNode/Versioning/LastWriterWins.cs",
            "incoming > version ? MergeOutcome.Applied : MergeOutcome.Stale",
            "incoming.Time > version.Time ? MergeOutcome.Applied : MergeOutcome.Stale"),
        new("tombstone-unacknowledged", "tombstone rule: collected when any member has it",
            "src/RegionNode/Storage/Acknowledgements.cs",
            "stable = stable.Meet(covered);",
            "stable = stable.Join(covered);"),
        new("tombstone-joiners", "tombstone rule: joining members are not counted",
            "src/RegionNode/Storage/Acknowledgements.cs",
            "if (member.Region == own)",
            "if (member.Region == own || member.State == MemberState.Joining)"),
        new("acknowledgement-of-old-life", "tombstone rule: what a former log of the region acknowledged counts",
            "src/RegionNode/Storage/Acknowledgements.cs",
            "&& known.Log == log\n            ? known.Covered",
            "\n            ? known.Covered"),
        new("index-old-entry", "indexes: an entry stays where its item has moved from",
            "src/RegionNode/Storage/IndexEntries.cs",
            "RunAt(session.Prepare(DeleteEntry), index, old, key);",
            "RunAt(session.Prepare(DeleteEntry), index, entry ?? old, key);"),
        new("floor", "rule 3: a sender behind the collected tombstones is heard",
            "src/RegionNode/Replication/Applier.cs",
            "if (log.Floor > arrival.Covered.Of(log.Id))",
            "if (log.Floor < 0)"),
        new("claim-cut-batches", "rule 4: cut batches advance the claim (the cursor is the claim)",
            "src/RegionNode/Replication/Applier.cs",
            "            if (feed.IsComplete)\n            {\n                logs.Cover(log, feed.UpTo);",
            "            {\n                logs.Cover(log, feed.UpTo);"),
        new("cursor-not-from", "rule 4: a batch from beyond the cursor advances it",
            "src/RegionNode/Replication/Applier.cs",
            "if (feed.From <= log.Cursor && feed.UpTo > log.Covered)",
            "if (feed.UpTo > log.Covered)"),
        new("cursor-before-records", "cursor commit: cursor and claim are committed before the records",
            "src/RegionNode/Replication/Applier.cs",
            """
                    ThrowIfDamaged(feed.Region, feed.Records);
                    var last =
            """,
            """
                    ThrowIfDamaged(feed.Region, feed.Records);
                    _ = await queue.RunAsync(
                        transaction =>
                        {
                            _ = ApplyPart(transaction, table, feed, []);
                            Advance(transaction, table, feed);
                            return true;
                        },
                        cancel);
                    var last =
            """),
        new("no-substitution", "rule 2: nothing stands in for overwritten own writes",
            "src/RegionNode/Storage/ItemGate.cs",
            "{ } row when row.Log == logs.Own.Number => row.Sequence,",
            "{ } row when row.Log == logs.Own.Number => null,"),
        new("stream-own-writes", "streams: what came from other regions is not recorded",
            "src/RegionNode/Storage/ItemGate.cs",
            "if (!isRepair && catalog.Working",
            "if (!isRepair && row.Log == logs.Own.Number && catalog.Working"),
        new("stream-no-overwrites", "streams: what takes the place of an item is not recorded",
            "src/RegionNode/Storage/StreamRecorder.cs",
            "if (was && !row.IsTombstone && IsSame(old, json))",
            "if (was && !row.IsTombstone)"),
        new("stream-before-the-outcome", "streams: a record is kept of a change that was not made",
            "src/RegionNode/Storage/ItemGate.cs",
            "else if (present is { } winner && !winner.Know.Covers(vector))\n        {",
            "else if (present is { } winner && !winner.Know.Covers(vector))\n        {\n" +
            "            if (catalog.Working(tableNumber)?.LatestStream is { IsOpen: true } stream)\n            {\n" +
            "                streams.Record(stream, key, winner with { Flags = record.Flags }, record.Json, winner, false);\n" +
            "            }\n"),
        // All that a reader tells: what its ask alone says wrongly is put right by its next acknowledgement.
        new("omit-by-cursor", "rule 2: V is the cursor, not what is covered",
            "src/RegionNode/Storage/TableLogs.cs",
            "            var covered = Covered;\n",
            "            var covered = VersionVector.Of(byNumber.Values.Select(\n" +
            "                log => KeyValuePair.Create(log.Id, log == Own ? log.Covered : log.Cursor)));\n"),
        new("difference-claims-last", "rule 5: a long difference claims what its last snapshot covered",
            "src/RegionNode/Replication/TableReader.cs",
            "var first = Claim?.Covered ?? BegunWith ?? chunk.Covered;",
            "var first = chunk.Covered;"),
        new("stamp-not-above-replaced", "rule 1, clock: a stamp may lie below the version that it replaces",
            "src/RegionNode/Versioning/HybridLogicalClock.cs",
            "Latest = HybridTimestamp.Max(wall, HybridTimestamp.Max(Latest.Next, replaced.Next));",
            "Latest = wall > replaced || wall < replaced ? wall : wall.Next;"),
        new("clock-not-observed", "rule 4, clock: stamps that come in are not learnt",
            "src/RegionNode/Versioning/HybridLogicalClock.cs",
            "Latest = HybridTimestamp.Max(Latest, seen);",
            "_ = seen;"),
        new("clock-not-kept", "clock: its value is not part of the commit",
            "src/RegionNode/Storage/CommitQueue.cs",
            "session.Prepare(SaveClock).Bind(transaction.Clock.Latest.Value).Run();",
            "session.Prepare(SaveClock).Bind(0L).Run();"),
        new("fence", "rule 3: who is no member is heard",
            "src/RegionNode/Replication/Applier.cs",
            "if (present?.Member(source) is not { } member || (log is not null && member.Log != log))",
            "if (present is null || source.Length == log)"),
        new("removal-no-differences", "rule 11: a log that left ends without differences of the others",
            "src/RegionNode/Replication/Reconciliation.cs",
            "public bool IsComplete(TableEntry table, long epoch) => table.Members.All(member =>",
            "public bool IsComplete(TableEntry table, long epoch) => table.Members.Any(member =>"),
        new("removal-no-end", "rule 11: a log that left never ends",
            "src/RegionNode/Replication/Applier.cs",
            "logs.Cover(log, LogProgress.End);",
            "logs.Cover(log, 0);"),
        new("removal-no-barrier", "rule 11: reconciled before all have installed the epoch",
            "src/RegionNode/Replication/Reconciliation.cs",
            "&& table.InstalledEpoch >= epoch",
            "&& table.InstalledEpoch >= 0"),
        new("join-no-barrier", "rule 9: a joining region asks before every member counts it",
            "src/RegionNode/Replication/Bootstrap.cs",
            "|| table.InstalledEpoch >= table.MembershipEpoch)",
            "|| table.InstalledEpoch >= 0)"),
        new("parked-claimed", "rule 13: claims do not wait for parked records",
            "src/RegionNode/Storage/TableLogs.cs",
            "var cap = caps.Count == 0 ? LogProgress.End : caps.Of(log);",
            "var cap = LogProgress.End;"),
        new("no-know", "rule 1: the context of a write leaves out what is known of the item",
            "src/RegionNode/Storage/ItemGate.cs",
            "context = context.Join(replaced.Know.Without(own));",
            "_ = replaced;"),
    ];

    /// <summary>Every mutation still finds what it is to replace; else says which does not.</summary>
    public static IEnumerable<string> Misfits() =>
        from mutation in All
        let count = Occurrences(File.ReadAllText(Path.Combine(Root(), mutation.File)), mutation.Find)
        where count != 1
        select $"{mutation.Name}: what it replaces is {count} times in {mutation.File}";

    public static int Occurrences(string text, string find)
    {
        var count = 0;
        for (var at = text.IndexOf(find, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(find, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "GlobalTables.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))
                ?? throw new InvalidOperationException("The sources are not above the program: run it from its checkout.");
        }

        return folder;
    }
}
