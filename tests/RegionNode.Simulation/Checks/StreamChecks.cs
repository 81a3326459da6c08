using GlobalTables.RegionNode.Simulation.World;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// What must hold of the stream that each copy has: every record follows from the one before it of its item, and the
/// last one left what the table has. So none is missing, out of order, or there twice.
/// </summary>
sealed class StreamChecks(SimulatedWorld world)
{
    /// <summary>To be called while nothing moves, and before rows are damaged behind the nodes' backs.</summary>
    public void Check()
    {
        foreach (var region in world.Regions.Values)
        {
            if (region.Node is { } node && world.Table(region) is { IsReadable: true } table)
            {
                if (table.LatestStream is not { IsOpen: true } stream)
                {
                    throw new Violation(Promise.Streams, "stream-missing", $"{region.Name} serves and has no stream");
                }

                Check(region.Name, node.View, table.Number, stream.Number);
            }
        }
    }

    static void Check(string region, VolumeView view, long table, long stream)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, kind, old, now) in view.StreamRecords(stream))
        {
            // Of an item that was there when the stream began, the first record says what it was.
            var before = images.GetValueOrDefault(key, old);
            var says = old.Length == 0 ? 0 : now.Length == 0 ? 2 : 1;
            if (old != before || old == now || kind != says)
            {
                throw new Violation(Promise.Streams, "stream-broken",
                    $"{region}'s stream tells that {key} became \"{now}\" from \"{old}\" ({kind}); it was \"{before}\"");
            }

            images[key] = now;
        }

        var rows = view.Read(table).Rows.ToDictionary(row => row.Key, row => row.Json, StringComparer.Ordinal);
        foreach (var (key, image) in images)
        {
            if (rows.GetValueOrDefault(key, "") != image)
            {
                throw new Violation(Promise.Streams, "stream-behind",
                    $"{region}'s stream leaves {key} as \"{image}\"; there is \"{rows.GetValueOrDefault(key)}\"");
            }
        }
    }
}
