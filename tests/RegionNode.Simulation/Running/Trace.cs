namespace GlobalTables.RegionNode.Simulation.Running;

/// <summary>
/// What happened, line by line. Every run is hashed, so that two runs of a seed can be compared; lines are kept on
/// demand only.
/// </summary>
sealed class Trace(bool keepsLines, TextWriter? live = null)
{
    const ulong Prime = 1099511628211;
    readonly List<string> lines = [];
    ulong hash = 14695981039346656037;

    public ulong Hash => hash;

    public bool KeepsLines => keepsLines;

    public IReadOnlyList<string> Lines => lines;

    public void Note(string line)
    {
        foreach (var character in line)
        {
            hash = (hash ^ character) * Prime;
        }

        hash = (hash ^ '\n') * Prime;
        if (keepsLines)
        {
            lines.Add(line);
        }

        live?.WriteLine(line);
    }
}
