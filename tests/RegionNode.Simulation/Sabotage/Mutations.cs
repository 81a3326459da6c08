using System.Diagnostics;

namespace GlobalTables.RegionNode.Simulation.Sabotage;

/// <summary>
/// Breaks one rule after the other in a copy of the sources, builds the copy, and runs seeds of it until a promise is
/// broken: what the simulator does not catch, it does not check.
/// </summary>
static class Mutations
{
    public const int SeedsMostUsual = 2000;

    public static readonly IReadOnlyList<Mutation> All =
    [
        new("last-writer-wins", "conflict rule: the record that comes last stays",
            "src/RegionNode/Versioning/LastWriterWins.cs",
            "incoming > version ? MergeOutcome.Applied : MergeOutcome.Stale",
            "MergeOutcome.Applied"),
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
        new("omit-by-cursor", "rule 2: V is the cursor, not what is covered",
            "src/RegionNode/Replication/Asks.cs",
            "begun?.Asked ?? positions.Covered,",
            "begun?.Asked ?? Versioning.VersionVector.Of(positions.Cursors),"),
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
            "left.Log, left.Region), LogProgress.End);",
            "left.Log, left.Region), 0);"),
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

    public static int Run(IReadOnlyList<string> names, int most, int steps, TextWriter output)
    {
        var unknown = names.Where(name => All.All(mutation => mutation.Name != name)).ToList();
        if (unknown.Count > 0)
        {
            output.WriteLine($"There is no sabotage {string.Join(", ", unknown)}. There are: " +
                string.Join(", ", All.Select(mutation => mutation.Name)));
            return 2;
        }

        var root = Root();
        var copy = Directory.CreateTempSubdirectory("globaltables-sabotage-").FullName;
        try
        {
            Copy(root, copy);
            var missed = 0;
            foreach (var mutation in All.Where(mutation => names.Count == 0 || names.Contains(mutation.Name)))
            {
                var outcome = Try(mutation, copy, most, steps);
                missed += outcome.Contains("not caught", StringComparison.Ordinal) ? 1 : 0;
                output.WriteLine($"| {mutation.Name} | {mutation.Breaks} | {outcome} |");
            }

            return missed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>Every mutation still finds what it is to replace; else says which does not.</summary>
    public static IEnumerable<string> Misfits() =>
        from mutation in All
        let count = Occurrences(File.ReadAllText(Path.Combine(Root(), mutation.File)), mutation.Find)
        where count != 1
        select $"{mutation.Name}: what it replaces is {count} times in {mutation.File}";

    static string Try(Mutation mutation, string copy, int most, int steps)
    {
        var file = Path.Combine(copy, mutation.File);
        var text = File.ReadAllText(file);
        if (Occurrences(text, mutation.Find) is not 1 and var count)
        {
            throw new InvalidOperationException(
                $"Sabotage {mutation.Name} is to replace what is {count} times in {mutation.File}, and must be once.");
        }

        File.WriteAllText(file, text.Replace(mutation.Find, mutation.Replace, StringComparison.Ordinal));
        try
        {
            var build = Start(copy, "build", "-c", "Release", "-v", "q", "-p:TreatWarningsAsErrors=false",
                "-p:EnforceCodeStyleInBuild=false", "tests/RegionNode.Simulation");
            if (build.Code != 0)
            {
                throw new InvalidOperationException($"Sabotage {mutation.Name} does not build:\n{build.Output}");
            }

            var run = Start(copy, "run", "--no-build", "-c", "Release", "--project", "tests/RegionNode.Simulation", "--",
                "--until-caught", $"{most}", "--steps", $"{steps}");
            return run.Output.Trim().Split('\n')[^1];
        }
        finally
        {
            File.WriteAllText(file, text);
        }
    }

    static (int Code, string Output) Start(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    static int Occurrences(string text, string find)
    {
        var count = 0;
        for (var at = text.IndexOf(find, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(find, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    static void Copy(string root, string into)
    {
        foreach (var file in Directory.EnumerateFiles(root))
        {
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }

        foreach (var folder in new[] { "src/Contracts", "src/RegionNode", "src/ControlPlane", "tests/RegionNode.Simulation" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(into, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
        }

        File.Copy(Path.Combine(root, "tests/Directory.Build.props"), Path.Combine(into, "tests/Directory.Build.props"));
    }

    static string Root()
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
