using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;
using static GlobalTables.RegionNode.Tests.TestVolume;

namespace GlobalTables.RegionNode.Tests.Tables;

public sealed class TransactionWriterTests : IDisposable
{
    const int Accounts = 8;
    const int Each = 100;

    readonly TestVolume volume = new();
    readonly TableEntry one;
    readonly TableEntry other;

    public TransactionWriterTests()
    {
        one = volume.CreateTable("one");
        other = volume.CreateTable("other");
    }

    public void Dispose() => volume.Dispose();

    [Fact]
    public async Task A_crash_before_the_commit_leaves_nothing_and_one_after_it_everything()
    {
        var lost = RunAsync(Token("t"), Put(one, "a"), Put(other, "b"));
        volume.Crash();
        Assert.False(lost.IsCompleted);
        Assert.Equal((null, null), (volume.Get(one, Key("a")), volume.Get(other, Key("b"))));

        var kept = RunAsync(Token("t"), Put(one, "a"), Put(other, "b"));
        volume.Commit();
        Assert.False((await kept).IsRepeated);
        volume.Crash();
        Assert.Equal(("a", "b"), (Value(one, "a"), Value(other, "b")));

        var repeated = RunAsync(Token("t"), Put(one, "a"), Put(other, "b"));
        volume.Commit();
        Assert.True((await repeated).IsRepeated);
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_nothing_of_it_and_all_of_its_neighbours()
    {
        var before = RunAsync(null, Put(one, "a"), Put(other, "a"));
        var failing = volume.Now.Queue.RunAsync<bool>(
            transaction =>
            {
                transaction.Put(one, Key("x"), Json("{}"), 1);
                throw new InvalidOperationException();
            },
            CancellationToken.None);
        var cancelled = RunAsync(
            Token("c"), Put(one, "b"), Put(other, "b") with { Write = Put(other, "b").Write with { Next = TooLarge } });
        var after = RunAsync(null, Put(one, "c"), Put(other, "c"));
        volume.Commit();

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        var refusal = await Assert.ThrowsAsync<DynamoException>(() => cancelled);
        Assert.Equal(["None", "ValidationError"], refusal.Reasons.Select(reason => reason.Code));
        await Task.WhenAll(before, after);
        foreach (var table in new[] { one, other })
        {
            Assert.Equal(["a", "c"], volume.Rows(table).Select(row => Text(row.Json)).Order());
        }

        // Its token is free.
        var again = RunAsync(Token("c"), Put(one, "b"));
        volume.Commit();
        Assert.False((await again).IsRepeated);

        static StoredItem? TooLarge(ItemImage before) => throw DynamoException.Validation("Too large");
    }

    [Fact]
    public async Task A_token_is_valid_for_ten_minutes_whatever_happens_to_the_process()
    {
        await DoneAsync(Token("t"), Put(one, "a"));
        volume.Time.Advance(TimeSpan.FromMinutes(9.9));
        volume.Reopen();
        var repeated = await DoneAsync(Token("t"), Put(one, "a"));
        Assert.True(repeated.IsRepeated);
        Assert.Equal([new TableUnits("one", 2)], repeated.Reads);
        await Assert.ThrowsAsync<DynamoException>(() => DoneAsync(Token("t", "other request"), Put(one, "b")));
        Assert.Null(volume.Get(one, Key("b")));

        volume.Time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.False((await DoneAsync(Token("t", "other request"), Put(one, "b"))).IsRepeated);
        Assert.True((await DoneAsync(Token("t", "other request"), Put(one, "b"))).IsRepeated);
    }

    [Fact]
    public async Task Tokens_that_are_not_valid_any_more_go_in_bounded_steps()
    {
        var answers = Enumerable.Range(0, Limits.ReclaimTokensMax + 10)
            .Select(i => RunAsync(Token($"old {i}"), Put(one, "a")))
            .ToList();
        volume.Commit();
        await Task.WhenAll(answers);
        volume.Time.Advance(TimeSpan.FromMinutes(5));
        await DoneAsync(Token("young"), Put(one, "a"));
        Assert.False(await ReclaimAsync());

        volume.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await ReclaimAsync());
        Assert.Equal(11, CountTokens());
        Assert.True(await ReclaimAsync());
        Assert.Equal(1, CountTokens());
        Assert.False(await ReclaimAsync());
        Assert.True((await DoneAsync(Token("young"), Put(one, "a"))).IsRepeated);
    }

    [Fact]
    public async Task A_table_that_takes_no_writes_fails_the_request_and_may_be_looked_at()
    {
        await DoneAsync(null, Put(other, "seen"));
        var readOnly = volume.Run(transaction =>
            volume.Catalog.Store(transaction, volume.Catalog.Present(other) with { IsReadOnly = true }));

        var refusal = await Assert.ThrowsAsync<DynamoException>(
            () => DoneAsync(null, Put(one, "a"), Put(readOnly, "b")));
        Assert.EndsWith("#AccessDeniedException", refusal.Type, StringComparison.Ordinal);
        Assert.Null(volume.Get(one, Key("a")));
        await DoneAsync(null, Put(one, "a"), Put(readOnly, "seen") with { ChecksOnly = true });
        Assert.NotNull(volume.Get(one, Key("a")));

        volume.Now.Fence.Close("The clock is off.");
        refusal = await Assert.ThrowsAsync<DynamoException>(() => DoneAsync(null, Put(one, "b")));
        Assert.Equal(500, refusal.StatusCode);
        volume.Now.Fence.Open();
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, other));
        refusal = await Assert.ThrowsAsync<DynamoException>(() => DoneAsync(null, Put(one, "b"), Put(other, "b")));
        Assert.EndsWith("#ResourceNotFoundException", refusal.Type, StringComparison.Ordinal);
        Assert.Null(volume.Get(one, Key("b")));
    }

    /// <summary>Money goes from account to account, in two tables, and nobody ever sees some of it missing.</summary>
    [Theory]
    [MemberData(nameof(Seeds.Of), 3, MemberType = typeof(Seeds))]
    public async Task Whoever_reads_in_a_transaction_sees_all_of_every_other_one(int seed)
    {
        using var busy = new TestVolume(hasWriter: true, seed: seed);
        TableEntry[] tables = [busy.CreateTable("left"), busy.CreateTable("right")];
        var accounts = Enumerable.Range(0, Accounts)
            .Select(i => (Table: tables[i % 2], Key: Key($"account {i}")))
            .ToArray();
        foreach (var (table, key) in accounts)
        {
            busy.Put(table, key, $$$"""{"n":{"N":"{{{Each}}}"}}""");
        }

        var isDone = false;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var reads = 0;
            do
            {
                var items = TransactionReader.Read(busy.Now.Items, accounts);
                Assert.Equal(Accounts * Each, items.Sum(Balance));
                reads++;
            }
            while (!Volatile.Read(ref isDone));
            return reads;
        })).ToList();
        var moved = await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(() =>
            MoveAsync(busy.Now.Queue, accounts, new(seed * 100 + client), transfers: 200))));
        Volatile.Write(ref isDone, true);

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.True(moved.Sum() > 0);
        var last = TransactionReader.Read(busy.Now.Items, accounts);
        Assert.Equal(Accounts * Each, last.Sum(Balance));
        Assert.Contains(last, item => Balance(item) != Each);
    }

    static async Task<int> MoveAsync(
        CommitQueue queue, (TableEntry Table, ItemKey Key)[] accounts, Random random, int transfers)
    {
        var moved = 0;
        for (var i = 0; i < transfers; i++)
        {
            var from = random.Next(accounts.Length);
            var to = (from + 1 + random.Next(accounts.Length - 1)) % accounts.Length;
            var amount = random.Next(1, 60);
            try
            {
                await TransactionWriter.RunAsync(
                    queue, [Change(accounts[from], -amount), Change(accounts[to], amount)], null, default);
                moved++;
            }
            catch (DynamoException refusal)
            {
                Assert.Equal(["ValidationError", "None"], refusal.Reasons.Select(reason => reason.Code));
            }
        }

        return moved;
    }

    static TransactionAction Change((TableEntry Table, ItemKey Key) account, int by) => new(
        new()
        {
            Table = account.Table,
            Key = account.Key,
            Next = before => Balance(before.Stored) + by is >= 0 and var balance
                ? new StoredItem(Json($$$"""{"n":{"N":"{{{balance}}}"}}"""), 10)
                : throw DynamoException.Validation("Not enough"),
        },
        ChecksOnly: false);

    static int Balance(StoredItem? item) =>
        int.Parse(((AttributeValue.N)AttributeJson.ReadItem(item!.Json)["n"]).Value.ToString()!);

    static TransactionAction Put(TableEntry table, string key) => new(
        new() { Table = table, Key = Key(key), Next = _ => new StoredItem(Json(key), key.Length) },
        ChecksOnly: false);

    static RequestToken Token(string token, string request = "request") =>
        new(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(request));

    Task<TransactionOutcome> RunAsync(RequestToken? token, params TransactionAction[] actions) =>
        TransactionWriter.RunAsync(volume.Now.Queue, actions, token, CancellationToken.None);

    Task<TransactionOutcome> DoneAsync(RequestToken? token, params TransactionAction[] actions)
    {
        var answer = RunAsync(token, actions);
        volume.Commit();
        return answer;
    }

    async Task<bool> ReclaimAsync()
    {
        var step = volume.Now.Tokens.ReclaimOnceAsync(CancellationToken.None);
        volume.Commit();
        return await step;
    }

    long CountTokens() => volume.Run(transaction =>
    {
        var count = transaction.Session.Prepare("SELECT count(*) FROM request_token");
        Assert.True(count.Step());
        var tokens = count.Int64(0);
        count.Reset();
        return tokens;
    });

    string? Value(TableEntry table, string key) => volume.Get(table, Key(key));

    static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
