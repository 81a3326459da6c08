using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class ItemStoreTests : IDisposable
{
    readonly TestVolume volume = new();
    readonly TableEntry table;

    public ItemStoreTests() => table = volume.CreateTable();

    public static TheoryData<string?, bool, string?, bool, bool> Bounds()
    {
        var data = new TheoryData<string?, bool, string?, bool, bool>();
        foreach (var isForward in new[] { true, false })
        {
            foreach (var (from, includesFrom) in new (string?, bool)[] { (null, false), ("c", false), ("c", true) })
            {
                foreach (var (to, includesTo) in new (string?, bool)[] { (null, false), ("f", false), ("f", true) })
                {
                    data.Add(from, includesFrom, to, includesTo, isForward);
                }
            }
        }

        return data;
    }

    public void Dispose() => volume.Dispose();

    [Fact]
    public void A_live_item_is_read_as_it_was_written_and_a_deleted_or_missing_one_is_not()
    {
        volume.Put(table, TestVolume.Key("p", "a"), """{"p":{"S":"p"}}""");
        volume.Put(table, TestVolume.Key("p", "b"), "x");
        volume.Delete(table, TestVolume.Key("p", "b"));
        Assert.Equal("""{"p":{"S":"p"}}""", volume.Get(table, TestVolume.Key("p", "a")));
        Assert.Null(volume.Get(table, TestVolume.Key("p", "b")));
        Assert.Null(volume.Get(table, TestVolume.Key("p", "c")));
        Assert.Null(volume.Get(table, TestVolume.Key("q", "a")));
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void A_query_visits_what_lies_between_its_bounds_in_order(
        string? from, bool includesFrom, string? to, bool includesTo, bool isForward)
    {
        foreach (var sort in "abcdefgh")
        {
            volume.Put(table, TestVolume.Key("p", $"{sort}"), "x");
            volume.Put(table, TestVolume.Key("other", $"{sort}"), "x");
        }

        volume.Delete(table, TestVolume.Key("p", "d"));
        var expected = "abcefgh".Where(sort =>
            (from is null || sort > from[0] || (sort == from[0] && includesFrom))
            && (to is null || sort < to[0] || (sort == to[0] && includesTo)));
        Assert.Equal(
            string.Concat(isForward ? expected : expected.Reverse()),
            Query(new(Bytes(from), includesFrom, Bytes(to), includesTo), isForward));
    }

    [Fact]
    public void A_query_meets_an_item_without_a_sort_key_and_ends_when_told()
    {
        volume.Put(table, TestVolume.Key("p"), "x");
        Assert.Equal("", Query(default, isForward: true));
        volume.Put(table, TestVolume.Key("p", "a"), "x");
        volume.Put(table, TestVolume.Key("p", "b"), "x");
        Assert.Equal("ab", Query(default, isForward: true));
        Assert.Equal("ba", Query(default, isForward: false));

        var visited = 0;
        volume.Now.Items.Query(table, TestVolume.Key("p").Partition, default, true, (_, _, _, _) => ++visited < 2);
        Assert.Equal(2, visited);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public void The_segments_of_a_scan_meet_every_item_once(int totalSegments)
    {
        var written = WriteMany();
        volume.Delete(table, TestVolume.Key("p0", "0"));
        written.Remove("p0/0");
        var segments = totalSegments < 100
            ? Enumerable.Range(0, totalSegments)
            : volume.Rows(table).Select(row => SegmentOf(row.Partition, totalSegments)).Distinct();
        var met = segments.SelectMany(segment => Scan(null, segment, totalSegments)).ToList();
        Assert.Equal(written.Order(), met.Order());
        if (totalSegments == 3)
        {
            Assert.All(Enumerable.Range(0, 3), segment => Assert.NotEmpty(Scan(null, segment, 3)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_scan_goes_on_after_the_key_that_it_is_given(int totalSegments)
    {
        _ = WriteMany();
        for (var segment = 0; segment < totalSegments; segment++)
        {
            var whole = Scan(null, segment, totalSegments);
            var pieces = new List<string>();
            ItemKey? after = null;
            while (true)
            {
                var piece = Scan(after, segment, totalSegments, most: 3);
                pieces.AddRange(piece);
                if (piece.Count < 3)
                {
                    break;
                }

                after = TestVolume.Key(piece[^1].Split('/')[0], piece[^1].Split('/')[1]);
            }

            Assert.Equal(whole, pieces);
        }
    }

    [Fact]
    public void A_scan_that_is_given_a_key_before_its_segment_begins_with_the_segment()
    {
        _ = WriteMany();
        var first = Scan(null, 0, 4)[0].Split('/');
        var last = Scan(null, 3, 4)[^1].Split('/');
        Assert.Equal(Scan(null, 2, 4), Scan(TestVolume.Key(first[0], first[1]), 2, 4));
        Assert.Empty(Scan(TestVolume.Key(last[0], last[1]), 2, 4));
    }

    [Fact]
    public void The_table_counts_live_items_and_their_bytes()
    {
        volume.Put(table, TestVolume.Key("p", "a"), "x", 100);
        volume.Put(table, TestVolume.Key("p", "b"), "x", 50);
        Assert.Equal(new TableSize(2, 150), volume.Now.Items.SizeOf(table));
        volume.Put(table, TestVolume.Key("p", "a"), "y", 30);
        Assert.Equal(new TableSize(2, 80), volume.Now.Items.SizeOf(table));
        volume.Delete(table, TestVolume.Key("p", "b"));
        volume.Delete(table, TestVolume.Key("p", "b"));
        volume.Delete(table, TestVolume.Key("p", "never"));
        Assert.Equal(new TableSize(1, 30), volume.Now.Items.SizeOf(table));
        volume.Put(table, TestVolume.Key("p", "b"), "z", 5);
        Assert.Equal(new TableSize(2, 35), volume.Now.Items.SizeOf(table));
        volume.Reopen();
        Assert.Equal(new TableSize(2, 35), volume.Now.Items.SizeOf(table));
        Assert.True(volume.Now.Items.CanRead());
    }

    [Fact]
    public void A_write_sees_what_its_own_work_has_written() => volume.Run(transaction =>
    {
        var key = TestVolume.Key("p", "a");
        Assert.Null(transaction.Read(table, key));
        transaction.Put(table, key, "one"u8, 3);
        Assert.Equal("one"u8.ToArray(), transaction.Read(table, key)!.Json);
        transaction.Put(table, key, "two"u8, 3);
        transaction.Delete(table, key);
        Assert.Null(transaction.Read(table, key));
        transaction.Delete(table, key);
        transaction.Put(table, key, "three"u8, 5);
        Assert.Equal(4, transaction.LogsOf(table.Number).Own.Covered);
        return true;
    });

    static int SegmentOf(byte[] partition, int totalSegments) => Enumerable.Range(0, totalSegments).Last(segment =>
        ((ulong)segment << 32) / (ulong)totalSegments
            <= System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(partition));

    static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    List<string> WriteMany()
    {
        var written = new List<string>();
        volume.Run(transaction =>
        {
            for (var p = 0; p < 30; p++)
            {
                for (var s = 0; s < 3; s++)
                {
                    transaction.Put(table, TestVolume.Key($"p{p}", $"{s}"), "{}"u8, 2);
                    written.Add($"p{p}/{s}");
                }
            }

            return true;
        });
        return written;
    }

    string Query(SortRange range, bool isForward)
    {
        var met = new StringBuilder();
        volume.Now.Items.Query(table, TestVolume.Key("p").Partition, range, isForward, (_, sort, _, _) =>
        {
            met.Append(Encoding.UTF8.GetString(sort));
            return true;
        });
        return met.ToString();
    }

    List<string> Scan(ItemKey? after, int segment, int totalSegments, int most = int.MaxValue)
    {
        var met = new List<string>();
        volume.Now.Items.Scan(table, after, segment, totalSegments, (partition, sort, _, _) =>
        {
            met.Add($"{Encoding.UTF8.GetString(partition[4..])}/{Encoding.UTF8.GetString(sort)}");
            return met.Count < most;
        });
        return met;
    }
}
