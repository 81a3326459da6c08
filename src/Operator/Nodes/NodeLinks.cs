namespace GlobalTables.Operator.Nodes;

/// <summary>The lines to the nodes of all regions. For one task at a time.</summary>
sealed class NodeLinks(TimeProvider time, Action changed) : IAsyncDisposable
{
    readonly SortedDictionary<string, NodeLink> links = new(StringComparer.Ordinal);
    readonly List<Task> ending = [];

    public IReadOnlyCollection<NodeLink> All => links.Values;

    public NodeLink? Find(string region) => links.GetValueOrDefault(region);

    /// <summary>Makes exactly these lines be there.</summary>
    /// <param name="addresses">By region: the control port of its node.</param>
    public void Keep(IReadOnlyDictionary<string, string> addresses)
    {
        ending.RemoveAll(task => task.IsCompleted);
        var stale = links.Values.Where(link => addresses.GetValueOrDefault(link.Region) != link.Address).ToList();
        foreach (var link in stale)
        {
            links.Remove(link.Region);
            ending.Add(link.DisposeAsync().AsTask());
        }

        foreach (var (region, address) in addresses)
        {
            if (!links.ContainsKey(region))
            {
                links.Add(region, new NodeLink(region, address, time, changed));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        ending.AddRange(links.Values.Select(link => link.DisposeAsync().AsTask()));
        links.Clear();
        await Task.WhenAll(ending);
    }
}
