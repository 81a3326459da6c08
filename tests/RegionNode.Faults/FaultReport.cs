using System.Globalization;
using System.Text;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Schedule;

namespace GlobalTables.RegionNode.Faults;

/// <summary>What a run has done and found.</summary>
sealed record FaultReport
{
    const int ComplaintsShown = 20;

    public required int Seed { get; init; }

    public required TimeSpan Time { get; init; }

    public required IReadOnlyDictionary<FaultKind, int> Faults { get; init; }

    public required int MostFaultsAtOnce { get; init; }

    public required string? WhyNoDiskFull { get; init; }

    public required IReadOnlyDictionary<Outcome, int> Writes { get; init; }

    public required int DiskFullAnswers { get; init; }

    public required int Reads { get; init; }

    public required int Keys { get; init; }

    /// <summary>From the end of the last fault to the same items in all regions.</summary>
    public required TimeSpan HealedIn { get; init; }

    /// <summary>In the conflict logs of all regions, each once.</summary>
    public required int Conflicts { get; init; }

    public required int WritesExplainedByUnknownDelete { get; init; }

    public required IReadOnlyCollection<string> Complaints { get; init; }

    /// <summary>All that is known of some of the keys complained of.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    public bool IsGood => Complaints.Count == 0;

    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"Seed {Seed}, {Time.TotalSeconds:0} s of load and faults.");
        Line($"Faults: {string.Join(", ", Faults.OrderBy(kind => kind.Key).Select(kind => $"{kind.Value} {kind.Key}"))
            }; at most {MostFaultsAtOnce} at once.");
        if (WhyNoDiskFull is { } reason)
        {
            Line($"DiskFull was skipped: {reason}.");
        }

        Line($"Writes: {Count(Outcome.Acknowledged)} acknowledged, {Count(Outcome.Refused)} refused ({DiskFullAnswers
            } of them for a full disk), {Count(Outcome.Unknown)} without an answer; {Reads} reads; {Keys} keys.");
        Line($"The regions were the same {HealedIn.TotalSeconds:0.0} s after the last fault.");
        Line($"Conflicts: {Conflicts}.");
        Line($"Acknowledged writes that only a delete without an answer explains: {WritesExplainedByUnknownDelete}.");
        Line($"Violations: {Complaints.Count}.");
        foreach (var complaint in Complaints.Take(ComplaintsShown))
        {
            Line($"  {complaint}");
        }

        foreach (var detail in Details)
        {
            Line($"{detail}");
        }

        return text.ToString();
    }

    int Count(Outcome outcome) => Writes.GetValueOrDefault(outcome);
}
