using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Tests.Storage;

/// <summary>Holds the entries of a table's indexes against what the table's rows make of them.</summary>
static class IndexCheck
{
    /// <summary>
    /// Every index that is read has exactly the entries of its items, and is counted so. One that is being filled has
    /// no entry that is wrong; one that is not there any more has none at all.
    /// </summary>
    public static void Assert(TestVolume volume, TableEntry table)
    {
        var present = volume.Catalog.ByNumber(table.Number)!;
        var entries = Entries(volume);
        foreach (var index in present.Indexes.Where(index => index.State != IndexState.Deleting))
        {
            var expected = Recomputed(volume, present, index);
            var actual = entries.GetValueOrDefault(index.Number) ?? [];
            if (index.State == IndexState.Active)
            {
                Xunit.Assert.Equal(expected, actual);
                var size = volume.Now.Items.Indexes.SizeOf(index);
                Xunit.Assert.Equal((actual.Count, actual.Sum(entry => entry.Size)), (size.Items, size.Bytes));
            }
            else
            {
                Xunit.Assert.Empty(actual.Except(expected));
            }
        }

        var known = volume.Catalog.All.Concat(volume.Catalog.Deleted)
            .SelectMany(one => one.Indexes)
            .Select(index => index.Number);
        Xunit.Assert.Empty(entries.Keys.Except(known));
    }

    static List<(string Place, int Size)> Recomputed(TestVolume volume, TableEntry table, TableIndex index)
    {
        var expected = new List<(string, int)>();
        foreach (var row in volume.Rows(table).Where(row => !row.IsTombstone))
        {
            var key = new ItemKey(row.Partition, row.Sort);
            if (IndexEntries.ItemOf(row.Json) is { } item
                && IndexEntries.Of(table, index.Definition, key, item) is { } entry)
            {
                expected.Add((Place(entry.Partition, entry.Sort, key.Partition, key.Sort), entry.Size));
            }
        }

        return [.. expected.Order()];
    }

    static Dictionary<long, List<(string Place, int Size)>> Entries(TestVolume volume)
    {
        using var connection = new SqliteConnection($"Data Source={volume.File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT index_number, entry.partition, entry.sort, item_partition, item_sort, entry.size,
                (SELECT json IS NOT NULL FROM item WHERE id = entry.item
                    AND partition = item_partition AND sort = item_sort)
            FROM index_entry AS entry
            """;
        using var rows = command.ExecuteReader();
        var entries = new Dictionary<long, List<(string, int)>>();
        while (rows.Read())
        {
            var (number, hasItem) = (rows.GetInt64(0), !rows.IsDBNull(6) && rows.GetInt64(6) == 1);
            var place = Place((byte[])rows[1], (byte[])rows[2], (byte[])rows[3], (byte[])rows[4]);
            entries.TryAdd(number, []);
            entries[number].Add((hasItem ? place : place + " without its item", rows.GetInt32(5)));
        }

        return entries.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ToList());
    }

    static string Place(params byte[][] parts) => string.Join('/', parts.Select(Convert.ToHexString));
}
