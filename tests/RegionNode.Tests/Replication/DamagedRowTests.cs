using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>A row that is damaged is given to nobody, keeps nothing else back, and is claimed by nobody who lacks it.</summary>
public sealed class DamagedRowTests
{
    const string Json = """{"v":{"N":"1"}}""";

    [Fact]
    public async Task What_nobody_else_has_is_told_and_left_in_place_until_it_is_written_anew()
    {
        using var world = VerifyWorld.Found(2);
        var (writer, reader) = (world.Regions[0], world.Regions[1]);
        writer.Write("a", Json);
        writer.Write("b", Json);
        writer.Write("c", Json);
        writer.Damage("b");
        await CarryAsync(world);

        Assert.NotNull(reader.Row("a"));
        Assert.Null(reader.Row("b"));
        Assert.NotNull(reader.Row("c"));
        Assert.Equal(0, reader.Positions.Covered.Of(writer.Table.Log));
        Assert.Equal(1, writer.Replication.UnrepairedRows(writer.Table));
        Assert.True(writer.Volume.Changes.IsDamaged(writer.Table, TestVolume.Key("p", "b")));

        // Neither a restart nor another stream makes it forget that the row is lacking.
        world.Restart(writer, crashes: true);
        world.Restart(reader, crashes: true);
        writer.Write("d", Json);
        await CarryAsync(world);
        Assert.NotNull(reader.Row("d"));
        Assert.Equal(0, reader.Positions.Covered.Of(writer.Table.Log));
        Assert.Equal(1, writer.Replication.UnrepairedRows(writer.Table));

        writer.Write("b", """{"v":{"N":"2"}}""");
        await CarryAsync(world);
        await world.SettleAllAsync();
        Assert.Equal(5, reader.Positions.Covered.Of(writer.Table.Log));
        Assert.Equal(writer.Row("b")!.Version, reader.Row("b")!.Version);
        Assert.Equal(0, writer.Replication.UnrepairedRows(writer.Table));
    }

    [Fact]
    public async Task What_another_region_has_comes_from_there_before_anybody_asks_for_it()
    {
        using var world = VerifyWorld.Found(3);
        var (writer, holder, late) = (world.Regions[0], world.Regions[1], world.Regions[2]);
        writer.Write("a", Json);
        writer.Write("b", Json);
        await world.SettleAsync(writer, holder);
        writer.Damage("a");
        await CarryAsync(world);
        await world.SettleAllAsync();
        Assert.All(world.Regions, region => Assert.Equal(writer.Row("a")!.Version, region.Row("a")!.Version));
        Assert.Equal((1, 0), (writer.Replication.RepairedRows(writer.Table), writer.Replication.UnrepairedRows(writer.Table)));
        Assert.Equal(0, late.Replication.RepairedRows(late.Table));
    }

    [Fact]
    public async Task A_first_copy_is_made_without_it_and_gets_it_later()
    {
        using var world = VerifyWorld.Found(2);
        var (source, holder) = (world.Regions[0], world.Regions[1]);
        foreach (var key in (string[])["a", "b", "c"])
        {
            source.Write(key, Json);
        }

        await world.SettleAllAsync();
        source.Damage("b");
        var joiner = world.Add("ca-central-1");
        world.SetMembers((source, MemberState.Active), (holder, MemberState.Active), (joiner, MemberState.Joining));
        joiner.Time.Advance(TimeSpan.FromSeconds(1));
        await world.CarryAllAsync(world.Stream(joiner, source));
        Assert.Equal(["a", "c"], joiner.Rows().Select(row => System.Text.Encoding.UTF8.GetString(row.Sort)));
        Assert.NotEqual(source.Positions.Head, joiner.Positions.Covered.Of(source.Table.Log));

        await CarryAsync(world);
        await world.SettleAllAsync();
        Assert.All(world.Regions, region => Assert.Equal(3, region.Rows().Count));
        Assert.True(joiner.Table.IsReadable);
    }

    [Fact]
    public async Task What_a_damaged_row_stands_in_for_is_not_claimed_by_whoever_takes_a_difference_without_it()
    {
        using var world = VerifyWorld.Found(2);
        var (source, other) = (world.Regions[0], world.Regions[1]);
        source.Write("a", Json);
        source.Write("b", Json);
        await world.SettleAllAsync();

        // OTHER's write stands in for SOURCE's of the same item.
        other.Write("a", """{"v":{"N":"2"}}""");
        await world.SettleAllAsync();
        Assert.Equal(other.Name, source.Row("a")!.LogRegion);
        source.Damage("a");
        var joiner = world.Add("ca-central-1");
        world.SetMembers((source, MemberState.Active), (other, MemberState.Active), (joiner, MemberState.Joining));
        joiner.Time.Advance(TimeSpan.FromSeconds(1));
        var stream = world.Stream(joiner, source);
        await CarryUntilAsync<SourceMessage.Chunk>(stream);

        Assert.Null(joiner.Row("a"));
        Assert.NotNull(joiner.Row("b"));
        Assert.Equal(0, joiner.Positions.Covered.Of(source.Table.Log));
        Assert.Equal(0, joiner.Positions.Covered.Of(other.Table.Log));
        await CarryAsync(world);
        await world.SettleAllAsync();
        Assert.Equal(other.Row("a")!.Version, joiner.Row("a")!.Version);
    }

    [Fact]
    public async Task A_difference_without_a_damaged_row_does_not_settle_what_a_region_that_has_gone_had_written()
    {
        using var world = VerifyWorld.Found(3);
        var (gone, holder, reader) = (world.Regions[0], world.Regions[1], world.Regions[2]);
        gone.Write("a", Json);
        await world.SettleAsync(gone, holder);
        holder.Damage("a");
        world.Break(gone);
        GroupMember[] members =
        [
            new(holder.Name, holder.Table.Log, MemberState.Active),
            new(reader.Name, reader.Table.Log, MemberState.Active),
        ];
        var left = new DepartedLog(gone.Name, gone.Table.Log, 2, IsDrained: false);
        holder.SetMembers(TableState.Active, 2, members, [left]);
        reader.SetMembers(TableState.Active, 2, members, [left]);
        await CarryAsync(world, holder, reader);
        Assert.Null(reader.Row("a"));
        Assert.NotEqual(LogProgress.End, reader.Positions.Covered.Of(gone.Table.Log));

        holder.Write("a", """{"v":{"N":"2"}}""");
        reader.Time.Advance(ReplicationTimes.DifferenceAfterDamage);
        await CarryAsync(world, holder, reader);
        Assert.Equal(holder.Row("a")!.Version, reader.Row("a")!.Version);
        Assert.Equal(LogProgress.End, reader.Positions.Covered.Of(gone.Table.Log));
    }

    static async Task CarryUntilAsync<TMessage>(WorldStream stream)
        where TMessage : SourceMessage
    {
        for (var step = 0; step < 20; step++)
        {
            stream.Tick();
            stream.CarryOutbox();
            while (stream.DeliverToSource())
            {
            }

            _ = stream.Serve();
            if (await stream.DeliverToReaderAsync() is TMessage)
            {
                return;
            }
        }

        Assert.Fail($"no {typeof(TMessage).Name} came");
    }

    // All streams for a few seconds, heartbeats too.
    static async Task CarryAsync(World world, params WorldRegion[] some)
    {
        IReadOnlyList<WorldRegion> regions = some.Length > 0 ? some : world.Regions;
        for (var round = 0; round < 4; round++)
        {
            foreach (var reader in regions)
            {
                foreach (var source in regions.Where(source => source != reader))
                {
                    var stream = world.Stream(reader, source);
                    stream.Heartbeat();
                    await world.CarryAllAsync(stream);
                }

                await reader.Replication.SettleAsync(CancellationToken.None);
                reader.Time.Advance(ReplicationTimes.Heartbeat);
            }
        }
    }
}
