using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Schedules that chance hardly ever finds: docs on replication name what each of them stops.</summary>
public sealed class DirectedScheduleTests : IDisposable
{
    // One record a batch, so that every batch but the last is cut.
    readonly World world = new(1, new ReadBounds(Records: 1, Bytes: 1_000_000, Rows: 100));
    readonly WorldRegion a, b, c;

    public DirectedScheduleTests()
    {
        world.Found("a", "b", "c");
        (a, b, c) = (world.Regions[0], world.Regions[1], world.Regions[2]);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_cursor_over_a_cut_batch_is_not_what_the_reader_covers()
    {
        Write(b, "k");
        await world.CarryAllAsync(world.Stream(a, b));
        Write(a, "k");
        Write(a, "x");
        await world.CarryAllAsync(world.Stream(b, a));

        // Here k moves on, so that the batch cut at x leaves it out.
        Write(a, "k");
        await CarryOneBatchAsync(world.Stream(c, a));
        Assert.Equal((2, 0), (c.Positions.Cursors[a.Table.Log], c.Positions.Covered.Of(a.Table.Log)));

        await world.CarryAllAsync(world.Stream(c, b));
        Assert.Equal(1, c.Positions.Covered.Of(b.Table.Log));
        Assert.Contains(c.Rows(), row => row.Sort.AsSpan().SequenceEqual("k"u8));
    }

    [Fact]
    public async Task An_overwritten_write_is_stood_in_for_when_its_overwriter_cannot_be_read()
    {
        Write(a, "k");
        await world.CarryAllAsync(world.Stream(b, a));
        Write(b, "k");
        await world.CarryAllAsync(world.Stream(a, b));
        Assert.Equal("b", Assert.Single(a.Rows()).LogRegion);

        await world.CarryAllAsync(world.Stream(c, a));
        Assert.Equal(1, c.Positions.Covered.Of(a.Table.Log));
        Assert.Equal("b", Assert.Single(c.Rows()).LogRegion);
    }

    void Write(WorldRegion region, string key)
    {
        region.Time.Advance(TimeSpan.FromMilliseconds(5));
        world.History.Wrote(key, region.Write(key, "{}")!.Version, "{}");
    }

    async Task CarryOneBatchAsync(WorldStream stream)
    {
        stream.CarryOutbox();
        while (stream.DeliverToSource())
        {
        }

        Assert.True(stream.Serve());
        Assert.NotNull(await stream.DeliverToReaderAsync());
        world.History.CheckClaims(stream.Reader);
    }
}
