using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class CommitQueueTests : IDisposable
{
    readonly TestVolume volume = new();
    readonly TableEntry table;

    public CommitQueueTests() => table = volume.CreateTable();

    public void Dispose() => volume.Dispose();

    [Fact]
    public async Task Works_that_wait_together_are_committed_together_and_in_order()
    {
        var commits = 0;
        volume.Now.Queue.LogAdvanced += (_, _) => commits++;
        var answers = Enumerable.Range(1, 50).Select(number => Put($"k{number}")).ToList();
        Assert.True(volume.Now.Queue.CommitOnce());
        Assert.False(volume.Now.Queue.CommitOnce());
        Assert.Equal(50, (await Task.WhenAll(answers)).Length);
        Assert.Equal(1, commits);
        Assert.Equal(
            Enumerable.Range(1, 50).Select(number => $"{number}:k{number}"),
            volume.Rows(table).OrderBy(row => row.Sequence).Select(row => $"{row.Sequence}:{Text(row.Sort)}"));
    }

    [Fact]
    public async Task A_commit_takes_a_bounded_number_of_works()
    {
        var answers = Enumerable.Range(0, Limits.CommitBatchMax + 1).Select(number => Put($"k{number}")).ToList();
        Assert.True(volume.Now.Queue.CommitOnce());
        Assert.Equal(Limits.CommitBatchMax, answers.Count(answer => answer.IsCompletedSuccessfully));
        Assert.True(volume.Now.Queue.CommitOnce());
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Nothing_is_answered_or_seen_before_it_is_durable()
    {
        var answer = Put("k");
        Assert.False(answer.IsCompleted);
        Assert.Empty(volume.Rows(table));
        volume.Commit();
        Assert.True(await answer);
        Assert.Single(volume.Rows(table));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_that_throws_leaves_nothing_behind_and_disturbs_nobody(bool afterWriting)
    {
        var before = Put("a");
        var failing = Failing("x", afterWriting);
        var between = Put("b");
        var second = Failing("y", afterWriting);
        var after = Put("c");
        volume.Commit();

        await Task.WhenAll(before, between, after);
        Assert.Equal("x failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal("y failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => second)).Message);
        AssertRows("1:a", "2:b", "3:c");
        Assert.Equal(new TableSize(3, 30), volume.Now.Items.SizeOf(table));
    }

    [Fact]
    public async Task A_random_mix_of_works_leaves_exactly_those_that_were_answered_well()
    {
        var random = new Random(7);
        var good = new List<string>();
        var answers = new List<Task<bool>>();
        for (var i = 0; i < 1000; i++)
        {
            var kind = random.Next(8);
            answers.Add(kind > 1 ? Put($"k{i:0000}") : Failing($"k{i:0000}", afterWriting: kind == 0));
            if (kind > 1)
            {
                good.Add($"k{i:0000}");
            }
        }

        volume.Commit();
        await Task.WhenAll(answers).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(good.Count, answers.Count(answer => answer.IsCompletedSuccessfully));
        AssertRows([.. good.Select((key, place) => $"{place + 1}:{key}")]);
        volume.Reopen();
        AssertRows([.. good.Select((key, place) => $"{place + 1}:{key}")]);
    }

    [Fact]
    public async Task A_full_disk_is_told_to_all_and_nothing_of_the_commit_is_there()
    {
        var kept = Put("kept");
        volume.Commit();
        await kept;
        LeaveRoomFor(pages: 2);

        var answers = Enumerable.Range(0, 20).Select(number => Put($"k{number}", 4000)).ToList();
        volume.Commit();
        foreach (var answer in answers)
        {
            var error = await Assert.ThrowsAsync<DynamoException>(() => answer);
            Assert.EndsWith("#InternalServerError", error.Type, StringComparison.Ordinal);
            Assert.Equal(500, error.StatusCode);
            Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        }

        AssertRows("1:kept");
        Assert.Equal(new TableSize(1, 10), volume.Now.Items.SizeOf(table));

        // Once there is room, it goes on where it was, without a gap.
        LeaveRoomFor(pages: 1_000_000);
        var again = Put("again");
        volume.Commit();
        await again;
        AssertRows("1:kept", "2:again");
        volume.Reopen();
        AssertRows("1:kept", "2:again");
    }

    [Fact]
    public async Task A_table_made_in_a_commit_that_failed_does_not_exist()
    {
        LeaveRoomFor(pages: 0);
        var created = volume.Now.Queue.RunAsync(
            transaction => volume.Catalog.Create(transaction, TestVolume.Definition("other")), default);
        var put = Put("k", 100_000);
        volume.Commit();
        await Assert.ThrowsAsync<DynamoException>(() => put);
        await Assert.ThrowsAsync<DynamoException>(() => created);
        Assert.Null(volume.Catalog.Find("other"));
        LeaveRoomFor(pages: 1_000_000);
        Assert.Equal("other", volume.CreateTable("other").Name);
    }

    [Fact]
    public async Task Concurrent_callers_get_sequences_without_gaps_from_the_writers_thread()
    {
        using var busy = new TestVolume(hasWriter: true);
        var entry = busy.CreateTable();
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), async (number, cancel) =>
        {
            var key = TestVolume.Key("p", $"{number}");
            _ = await busy.Now.Queue.RunAsync(
                transaction =>
                {
                    transaction.Put(entry, key, "{}"u8, 2);
                    return true;
                },
                cancel);
        });
        Assert.Equal(
            Enumerable.Range(1, 500).Select(number => (long)number),
            busy.Rows(entry).Select(row => row.Sequence).Order());
    }

    Task<bool> Put(string key, int bytes = 10) => volume.Now.Queue.RunAsync(
        transaction =>
        {
            transaction.Put(table, TestVolume.Key("p", key), TestVolume.Json(new string('x', bytes)), bytes);
            return true;
        },
        CancellationToken.None);

    Task<bool> Failing(string key, bool afterWriting) => volume.Now.Queue.RunAsync<bool>(
        transaction =>
        {
            if (afterWriting)
            {
                transaction.Put(table, TestVolume.Key("p", key), "{}"u8, 2);
            }

            throw new InvalidOperationException($"{key} failed");
        },
        CancellationToken.None);

    // Room for so many pages more than there are.
    void LeaveRoomFor(int pages) => volume.Run(transaction =>
    {
        var select = transaction.Session.Prepare("PRAGMA page_count");
        Assert.True(select.Step());
        var present = select.Int64(0);
        select.Reset();
        transaction.Session.Execute($"PRAGMA max_page_count = {present + pages}");
        return true;
    });

    void AssertRows(params string[] expected) => Assert.Equal(
        expected,
        volume.Rows(table).OrderBy(row => row.Sequence).Select(row => $"{row.Sequence}:{Text(row.Sort)}"));

    static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
