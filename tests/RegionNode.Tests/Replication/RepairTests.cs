using System.Text;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>What was changed behind the back of a region is found by comparison, and put right.</summary>
public sealed class RepairTests
{
    const string SetBack = """
        UPDATE item SET (time, flags, log, sequence, mine, vector, know, checksum, size, json) =
            (SELECT time, flags, log, sequence, mine, vector, know, checksum, size, json FROM kept)
        WHERE sort = $sort
        """;

    static readonly (string Name, Action<WorldRegion> Apply)[] Harms =
    [
        ("a row is gone", region => region.Lose("k1")),
        ("all rows are gone", region => Assert.InRange(region.Tamper("DELETE FROM item"), 12, 13)),
        ("a tombstone is gone", region => region.Lose("deleted")),
        ("an item is another one", region => region.Damage("k2")),
        ("every item is another one", region => Assert.InRange(
            region.Tamper("""UPDATE item SET json = '{"v":{"N":"50"}}' WHERE json IS NOT NULL"""), 11, 12)),
        ("an item has become a delete", region => region.Tamper("UPDATE item SET json = NULL WHERE sort = $sort", Sort("k3"))),
        ("a checksum is another one", region => region.Tamper("UPDATE item SET checksum = 5 WHERE sort = $sort", Sort("k4"))),
        ("a row is an older one", region => Assert.Equal(1, region.Tamper(SetBack, Sort("old")))),
        ("a stamp is an older one", region => region.Tamper("UPDATE item SET time = time - 1 WHERE sort = $sort", Sort("k5"))),
        ("a row is a region's own that is gone", region => region.Lose("of-" + region.Name)),
        ("a row is at another key", region => region.Tamper(
            "UPDATE item SET sort = x'7a7a' WHERE sort = $sort", Sort("k6"))),
    ];

    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var (name, _) in Harms)
        {
            foreach (var (regions, harmed) in ((int, int)[])[(2, 0), (2, 1), (3, 0), (3, 2)])
            {
                cases.Add(name, regions, harmed);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_found_and_repaired_to_the_winner(string harm, int regions, int harmed)
    {
        using var world = VerifyWorld.Found(regions);
        await FillAsync(world);
        var expected = Content(world.Regions[0]);
        var victim = world.Regions[harmed];
        Harms.Single(one => one.Name == harm).Apply(victim);
        Assert.NotEqual(expected, Content(victim));

        await world.VerifyAsync();
        Assert.True(victim.Replication.RepairedRows(victim.Table) > 0);

        // What lies under a key that it was not written with, nobody has; it stays, and is told.
        var isMisplaced = harm == "a row is at another key";
        Assert.Equal(isMisplaced ? 1 : 0, victim.Replication.UnrepairedRows(victim.Table));
        Assert.Equal(isMisplaced, victim.Volume.Changes.IsDamaged(victim.Table, TestVolume.Key("p", "") with { Sort = [0x7a, 0x7a] }));
        Assert.All(world.Regions, region => Assert.Equal(expected, Content(region)));

        var repaired = world.RepairedRows();
        await world.VerifyAsync();
        Assert.Equal(repaired, world.RepairedRows());
    }

    [Fact]
    public async Task Both_sides_are_repaired_at_once()
    {
        using var world = VerifyWorld.Found(2);
        await FillAsync(world);
        var expected = Content(world.Regions[0]);
        world.Regions[0].Lose("k1");
        world.Regions[0].Damage("k2");
        world.Regions[1].Lose("k3");
        world.Regions[1].Damage("k4");
        await world.VerifyAsync();
        Assert.All(world.Regions, region => Assert.Equal(expected, Content(region)));
        Assert.All(world.Regions, region => Assert.Equal(2, region.Replication.RepairedRows(region.Table)));
        var report = world.Regions[0].ReportOn(world.Regions[1]);
        Assert.Equal((1, 1, 0), (report.DamagedFound, report.DamagedRepaired, report.NotRepaired));
        Assert.Equal(2, report.RowsRepaired);
    }

    [Fact]
    public async Task Items_and_bytes_are_counted_right_after_a_repair()
    {
        using var world = VerifyWorld.Found(2);
        await FillAsync(world);
        var (victim, other) = (world.Regions[0], world.Regions[1]);
        victim.Damage("k1");
        await world.VerifyAsync();
        Assert.Equal(other.Volume.Items.SizeOf(other.Table), victim.Volume.Items.SizeOf(victim.Table));
    }

    [Fact]
    public async Task One_version_with_two_contents_is_what_its_writer_has()
    {
        using var world = VerifyWorld.Found(3);
        await FillAsync(world);
        var expected = Content(world.Regions[0]);
        var key = TestVolume.Key("p", "of-us-east-1");
        var json = """{"v":{"N":"1234567"}}"""u8.ToArray();
        foreach (var region in (WorldRegion[])[world.Regions[0], world.Regions[2]])
        {
            Assert.Equal(1, region.Tamper(
                "UPDATE item SET json = CAST($json AS TEXT), checksum = $checksum WHERE sort = $sort",
                ("$json", json), ("$checksum", ItemRow.Checksum(key.Partition, key.Sort, RowFlags.None, json)), Sort("of-us-east-1")));
        }

        Assert.NotEqual(expected, Content(world.Regions[0]));
        await world.VerifyAsync();
        Assert.All(world.Regions, region => Assert.Equal(expected, Content(region)));
    }

    [Fact]
    public async Task A_pass_goes_on_where_it_was_when_the_stream_broke()
    {
        using var world = VerifyWorld.Found(2);
        await FillAsync(world);
        var (reader, source) = (world.Regions[0], world.Regions[1]);
        reader.Replication.Verify(reader.Table);
        var stream = world.Stream(reader, source);
        for (var step = 0; reader.ReportOn(source) is not { Percent: > 30 }; step++)
        {
            Assert.True(step < 100);
            await CarryOnceAsync(stream);
        }

        var begun = reader.ReportOn(source);
        world.Break(reader);
        Assert.Equal(VerifyState.Waiting, reader.ReportOn(source).State);
        Assert.Equal(begun.Percent, reader.ReportOn(source).Percent);
        reader.Time.Advance(TimeSpan.FromSeconds(3));
        await world.SettleAllAsync();
        var ended = reader.ReportOn(source);
        Assert.Equal((VerifyState.Idle, 100, begun.StartedAt), (ended.State, ended.Percent, ended.StartedAt));
        Assert.Equal(12, ended.RowsCompared);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_not_waited_for_for_ever()
    {
        using var world = VerifyWorld.Found(2);
        await FillAsync(world);
        var (reader, source) = (world.Regions[0], world.Regions[1]);
        reader.Replication.Verify(reader.Table);
        var stream = world.Stream(reader, source);
        stream.Tick();
        reader.Time.Advance(ReplicationTimes.VerifyPatience);
        stream.Tick();
        var report = reader.ReportOn(source);
        Assert.Equal(VerifyState.Idle, report.State);
        Assert.Null(report.FinishedAt);
        Assert.Contains("us-east-1 did not answer for 30 s", report.LastError, StringComparison.Ordinal);

        // The answer, late, is to no question.
        await world.CarryAllAsync(stream);
        Assert.Equal(report, reader.ReportOn(source));
    }

    [Fact]
    public async Task By_itself_a_region_compares_slowly_and_from_time_to_time()
    {
        using var world = VerifyWorld.Found(2, interval: TimeSpan.FromMinutes(10));
        await FillAsync(world);
        var (reader, source) = (world.Regions[0], world.Regions[1]);
        await FinishAsync();
        var first = reader.ReportOn(source).FinishedAt;
        reader.Time.Advance(TimeSpan.FromMinutes(9));
        await world.SettleAllAsync();
        Assert.Equal(first, reader.ReportOn(source).FinishedAt);

        reader.Lose("k1");
        reader.Time.Advance(TimeSpan.FromMinutes(2));
        await world.CarryAllAsync(world.Stream(reader, source));
        var present = reader.ReportOn(source);
        Assert.Equal(VerifyState.Running, present.State);
        Assert.InRange(present.Percent, 1, 90);
        await FinishAsync();
        Assert.True(reader.ReportOn(source).FinishedAt > first);
        Assert.Equal(1, reader.Replication.RepairedRows(reader.Table));

        async Task FinishAsync()
        {
            for (var wait = 0; reader.ReportOn(source).State != VerifyState.Idle; wait++)
            {
                Assert.True(wait < 100);
                reader.Time.Advance(ReplicationTimes.AskAgain);
                await world.CarryAllAsync(world.Stream(reader, source));
            }
        }
    }

    static async Task CarryOnceAsync(WorldStream stream)
    {
        stream.Tick();
        stream.CarryOutbox();
        _ = stream.DeliverToSource();
        _ = stream.Serve();
        _ = await stream.DeliverToReaderAsync();
    }

    // Ten live items and a tombstone, one of them of each of two regions, and one that has been overwritten: the earlier
    // version is kept aside in every region.
    static async Task FillAsync(World world)
    {
        for (var i = 1; i <= 8; i++)
        {
            world.Regions[i % world.Regions.Count].Write($"k{i}", $$$"""{"v":{"N":"{{{i}}}"}}""");
        }

        world.Regions[0].Write("deleted", """{"v":{"N":"0"}}""");
        world.Regions[0].Write("old", """{"v":{"N":"0"}}""");
        foreach (var region in world.Regions)
        {
            region.Write("of-" + region.Name, """{"v":{"N":"0"}}""");
        }

        if (world.Regions.Count == 3)
        {
            world.Regions[2].Write("of-" + world.Regions[2].Name, """{"v":{"N":"3"}}""");
        }

        await world.SettleAllAsync();
        foreach (var region in world.Regions)
        {
            region.Tamper("CREATE TABLE kept AS SELECT * FROM item WHERE sort = $sort", Sort("old"));
        }

        world.Regions[0].Write("deleted", "");
        world.Regions[^1].Write("old", """{"v":{"N":"1"}}""");
        await world.SettleAllAsync();
    }

    static (string Name, object? Value) Sort(string key) => ("$sort", TestVolume.Key("p", key).Sort);

    static List<string> Content(WorldRegion region) =>
    [
        .. region.Rows().Select(row =>
            $"{Encoding.UTF8.GetString(row.Sort)} {row.Version} {row.Flags} {row.Checksum} {Encoding.UTF8.GetString(row.Json)}"),
    ];
}
