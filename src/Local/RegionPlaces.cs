namespace GlobalTables.Local;

/// <summary>Which regions run, and on which ports.</summary>
sealed class RegionPlaces(IReadOnlyList<string> always, PortChoice choice)
{
    /// <summary>Gives ports to regions that have none yet.</summary>
    public LocalState WithPorts(LocalState state)
    {
        var ports = new SortedDictionary<string, RegionPorts>(state.Ports.ToDictionary(), StringComparer.Ordinal);
        foreach (var region in Names(state).Where(region => !ports.ContainsKey(region)))
        {
            ports.Add(region, choice.Choose(ports.Values));
        }

        return ports.Count == state.Ports.Count ? state : state with { Ports = ports };
    }

    public IReadOnlyDictionary<string, RegionPorts> Wanted(LocalState state) =>
        Names(state).ToDictionary(region => region, region => state.Ports[region]);

    IEnumerable<string> Names(LocalState state) => always.Concat(state.RegionsInUse())
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
