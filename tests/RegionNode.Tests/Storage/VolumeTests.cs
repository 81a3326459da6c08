using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class VolumeTests : IDisposable
{
    static readonly ItemKey Key = TestVolume.Key("p", "s");

    readonly TestVolume volume = new();

    public void Dispose() => volume.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_committed_is_there_again_after_a_restart(bool crashes)
    {
        var table = volume.CreateTable();
        volume.Put(table, Key, "one");
        volume.Run(transaction =>
        {
            volume.Now.Peers.Set(transaction, "us-east-1", "http://127.0.0.1:8101");
            return true;
        });
        var incarnation = volume.Now.Incarnation;

        Restart(crashes);
        var again = volume.Catalog.Find("products")!;
        Assert.Equal(
            (table.Number, table.GroupId, table.TableId, table.Log, table.Definition, table.State),
            (again.Number, again.GroupId, again.TableId, again.Log, again.Definition, again.State));
        Assert.Equal("one", volume.Get(again, Key));
        Assert.Equal(new TableSize(1, 10), volume.Now.Items.SizeOf(again));
        Assert.Equal("http://127.0.0.1:8101", volume.Now.Peers.Addresses["us-east-1"]);
        Assert.Equal(incarnation, volume.Now.Incarnation);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_clock_never_goes_back_and_the_sequence_goes_on(bool crashes)
    {
        var table = volume.CreateTable();
        volume.Put(table, Key, "one");
        volume.Put(table, Key, "two");
        var before = Assert.Single(volume.Rows(table));

        volume.Time.SetWall(DateTimeOffset.UnixEpoch);
        Restart(crashes);
        volume.Put(table, TestVolume.Key("other"), "three");
        var after = Assert.Single(volume.Rows(table), row => row.Sequence == 3);
        Assert.Equal(2, before.Sequence);
        Assert.True(after.Time > before.Time);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_clock_stays_above_what_was_taken_in_from_others(bool crashes)
    {
        var table = volume.CreateTable();
        var foreign = new ForeignWrites(volume, table);
        var seen = foreign.Record(ForeignWrites.UsLog, 1, "theirs", "{}", ms: 3_600_000);
        foreign.Apply(seen);

        Restart(crashes);
        volume.Put(table, Key, "mine");
        Assert.True(Assert.Single(volume.Rows(table), row => row.Log == table.Log).Time > seen.Time);
    }

    [Fact]
    public void A_kill_between_commits_takes_nothing_back_that_was_committed_and_leaves_nothing_of_the_rest()
    {
        var table = volume.CreateTable();
        var last = HybridTimestamp.Zero;
        for (var round = 1; round <= 5; round++)
        {
            volume.Put(table, Key, $"round {round}");
            var committed = Assert.Single(volume.Rows(table));
            Assert.Equal(round, committed.Sequence);
            Assert.True(committed.Time > last, $"{committed.Time} after {last}");
            last = committed.Time;

            // Stamped, if at all, and never durable; and then the wall clock is set back.
            _ = volume.Now.Queue.RunAsync(
                transaction =>
                {
                    transaction.Put(table, Key, "lost"u8, 4);
                    return true;
                },
                CancellationToken.None);
            volume.Crash();
            Assert.Equal($"round {round}", volume.Get(table, Key));
            volume.Time.SetWall(volume.Time.GetUtcNow().AddHours(-1));
        }
    }

    [Fact]
    public void Work_that_waits_when_the_volume_is_closed_is_still_committed()
    {
        using var busy = new TestVolume(hasWriter: true);
        var table = busy.CreateTable();
        var answers = Enumerable.Range(0, 300).Select(number => busy.Now.Queue.RunAsync(
            transaction =>
            {
                transaction.Put(table, TestVolume.Key("p", $"{number}"), "{}"u8, 2);
                return true;
            },
            CancellationToken.None)).ToList();
        busy.Reopen();
        Assert.All(answers, answer => Assert.True(answer.IsCompletedSuccessfully));
        Assert.Equal(new TableSize(300, 600), busy.Now.Items.SizeOf(table));
    }

    [Fact]
    public void The_folder_of_another_region_is_refused_and_left_free()
    {
        volume.Now.Dispose();
        var error = Assert.Throws<InvalidDataException>(() => Open(volume.Folder, "us-east-1"));
        Assert.Contains("belongs to region eu-west-1, not to us-east-1", error.Message, StringComparison.Ordinal);
        volume.Reopen();
    }

    [Fact]
    public void A_folder_that_is_open_is_refused()
    {
        var error = Assert.Throws<IOException>(() => Open(volume.Folder, "eu-west-1"));
        Assert.Contains("in use by another process", error.Message, StringComparison.Ordinal);
        _ = volume.CreateTable();
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_free()
    {
        volume.Run(transaction =>
        {
            transaction.Session.Execute("PRAGMA user_version = 1000");
            return true;
        });
        volume.Now.Dispose();
        var error = Assert.Throws<InvalidDataException>(() => Open(volume.Folder, "eu-west-1"));
        Assert.Contains("Use a newer node", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Open(volume.Folder, "eu-west-1"));
    }

    [Fact]
    public void A_new_folder_is_a_new_incarnation()
    {
        var before = volume.Now.Incarnation;
        volume.Wipe();
        Assert.NotEqual(before, volume.Now.Incarnation);
        Assert.Empty(volume.Catalog.All);
    }

    void Restart(bool crashes)
    {
        if (crashes)
        {
            volume.Crash();
        }
        else
        {
            volume.Reopen();
        }
    }

    static Volume Open(string folder, string region) =>
        Volume.Open(folder, region, new ManualTime(), new IdSource(new Random(2)));
}
