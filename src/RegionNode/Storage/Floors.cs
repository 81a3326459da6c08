using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The highest sequence of a collected tombstone, log by log: what every member covered, and nobody can bring again
/// (rule 7).
/// </summary>
static class Floors
{
    const string SelectFloors = "SELECT id, floor FROM log WHERE table_number = ?";

    /// <summary>Of a table, by log id.</summary>
    public static VersionVector Load(Session session, TableEntry table)
    {
        var floors = new List<KeyValuePair<long, long>>();
        var logs = session.Prepare(SelectFloors).Bind(table.Number);
        while (logs.Step())
        {
            floors.Add(KeyValuePair.Create(logs.Int64(0), logs.Int64(1)));
        }

        return VersionVector.Of(floors);
    }
}
