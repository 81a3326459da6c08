using System.Text.Json;

namespace GlobalTables.RegionNode.Faults.Checking;

/// <param name="WritesExplainedByUnknownDelete">See <see cref="KeyCheck"/>.</param>
/// <param name="Details">All that is known of some of the keys complained of.</param>
sealed record CheckedRun(
    IReadOnlyCollection<string> Complaints,
    int Conflicts,
    int WritesExplainedByUnknownDelete,
    IReadOnlyList<string> Details);

/// <summary>Holds a whole run to account.</summary>
static class RunCheck
{
    const int DetailsMost = 3;

    /// <param name="run">What the load did and saw.</param>
    /// <param name="regions">The items of each region, by key, as the region gives them.</param>
    /// <param name="logs">The conflict logs of all regions together.</param>
    public static CheckedRun Of(
        RunRecord run,
        IReadOnlyDictionary<string, SortedDictionary<string, string>> regions,
        IReadOnlyList<Conflict> logs)
    {
        FindDivergence(run, regions);

        // Several regions may have seen the same two versions meet: that is one conflict.
        var conflicts = logs
            .DistinctBy(conflict => (
                conflict.Loser.Log, conflict.Loser.Sequence, conflict.Winner.Log, conflict.Winner.Sequence))
            .ToLookup(conflict => conflict.Key);
        foreach (var unknown in conflicts.Where(key => run.Find(key.Key) is null))
        {
            run.Complain($"{unknown.Key}: a conflict of a key that nobody has written");
        }

        var explained = 0;
        var details = new List<string>();
        var items = regions.Values.First();
        foreach (var record in run.Keys)
        {
            var final = items.TryGetValue(record.Key, out var json)
                ? ItemImage.Read(JsonDocument.Parse(json).RootElement).Image
                : null;
            var before = run.Complaints.Count;
            var check = new KeyCheck(record, final, [.. conflicts[record.Key]], run.Complain);
            check.Run();
            explained += check.ExplainedByUnknownDelete;
            if (run.Complaints.Count > before && details.Count < DetailsMost)
            {
                details.Add(check.Describe());
            }
        }

        return new(run.Complaints, conflicts.Sum(key => key.Count()), explained, details);
    }

    /// <summary>The keys of which the regions hold different things.</summary>
    public static IEnumerable<string> DivergentKeys(
        IReadOnlyDictionary<string, SortedDictionary<string, string>> regions) => regions.Values
        .SelectMany(items => items.Keys)
        .Distinct(StringComparer.Ordinal)
        .Where(key => regions.Values.Select(items => items.GetValueOrDefault(key)).Distinct().Count() > 1);

    static void FindDivergence(
        RunRecord run, IReadOnlyDictionary<string, SortedDictionary<string, string>> regions)
    {
        foreach (var key in DivergentKeys(regions))
        {
            run.Complain($"{key}: the regions differ: " + string.Join(", ", regions.Select(
                region => $"{region.Key} holds {region.Value.GetValueOrDefault(key) ?? "nothing"}")));
        }

        foreach (var key in regions.Values.SelectMany(items => items.Keys).Where(key => run.Find(key) is null))
        {
            run.Complain($"{key}: a key that nobody has written");
        }
    }
}
