using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// Where all control planes keep what they decide, as the operator does in the status of the table's object: it is kept
/// before a node hears of it, and only if nobody else has changed it since it was read.
/// </summary>
/// <param name="changed">Told of what was decided, and kept.</param>
sealed class ControlStore(Action<TableGroup> changed)
{
    public IReadOnlyList<TableGroup> Groups { get; private set; } = [];

    public bool IsEmpty => Groups.Count == 0;

    /// <summary>Whether a save would change nothing.</summary>
    public static bool IsSame(IReadOnlyList<TableGroup> one, IReadOnlyList<TableGroup> other) =>
        Text(one) == Text(other);

    /// <summary>False, and nothing is kept, when somebody else has changed what was read.</summary>
    public bool TrySave(IReadOnlyList<TableGroup> read, IReadOnlyList<TableGroup> decided)
    {
        if (!IsSame(read, Groups))
        {
            return false;
        }

        Groups = decided;
        foreach (var group in decided)
        {
            changed(group);
        }

        return true;
    }

    public void Forget() => Groups = [];

    // What the status of the object says of the group.
    static string Text(IReadOnlyList<TableGroup> groups) => string.Join(';', groups.Select(group =>
        $"{group.Id} {group.Replaces} {group.Epoch} " +
        string.Join(',', group.Members.Select(member =>
            $"{member.Region} {member.Log} {member.State} {member.ListedEpoch} {member.InstalledEpoch}")) +
        $" {string.Join(',', group.Removals)} {string.Join(',', group.Left)}"));
}
