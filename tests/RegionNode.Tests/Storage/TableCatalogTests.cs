using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class TableCatalogTests : IDisposable
{
    readonly TestVolume volume = new();

    TableCatalog Catalog => volume.Catalog;

    public void Dispose() => volume.Dispose();

    [Fact]
    public void Tables_are_found_by_name_group_and_number_and_listed_in_name_order()
    {
        foreach (var name in new[] { "b-table", "Z-table", "a-table" })
        {
            var table = volume.CreateTable(name);
            Assert.Equal(TableState.Active, table.State);
            Assert.Equal(table.Number, Catalog.Find(name)!.Number);
            Assert.Equal(name, Catalog.ByGroup(table.GroupId)!.Name);
            Assert.Equal(name, Catalog.ByNumber(table.Number)!.Name);
        }

        Assert.Equal(["Z-table", "a-table", "b-table"], Catalog.All.Select(table => table.Name));
    }

    [Fact]
    public void What_belongs_to_one_copy_alone_outlives_a_restart_and_the_copy()
    {
        var table = volume.CreateTable("tagged");
        var settings = new TableSettings { Tags = [new("a", "1"), new("b", "")], TableClass = "STANDARD" };
        _ = volume.Run(transaction => Catalog.Set(transaction, table, settings));

        volume.Reopen();
        AssertKept();
        _ = volume.Run(transaction => Catalog.BeginAnew(transaction, Catalog.Find("tagged")!, tail: null));
        Assert.NotEqual(table.Number, Catalog.Find("tagged")!.Number);
        AssertKept();

        void AssertKept()
        {
            var kept = Catalog.Find("tagged")!.Settings;
            Assert.Equal(settings.Tags, kept.Tags);
            Assert.Equal("STANDARD", kept.TableClass);
        }
    }

    [Fact]
    public async Task A_second_table_of_a_name_is_refused_even_in_the_same_commit()
    {
        var first = Create("same");
        var second = Create("same");
        volume.Commit();
        await first;
        var error = await Assert.ThrowsAsync<DynamoException>(() => second);
        Assert.EndsWith("#ResourceInUseException", error.Type, StringComparison.Ordinal);
        Assert.Equal("Table already exists: same", error.Message);
        Assert.Throws<DynamoException>(() => volume.CreateTable("same"));
        Assert.Single(Catalog.All);
    }

    [Fact]
    public void A_changed_definition_is_seen_and_kept()
    {
        var table = volume.CreateTable();
        var changed = table.Definition with { IsDeletionProtected = true };
        volume.Run(transaction => Catalog.Change(transaction, table, changed));
        Assert.Equal(changed, Catalog.Find("products")!.Definition);
        volume.Reopen();
        Assert.Equal(changed, Catalog.Find("products")!.Definition);
    }

    [Fact]
    public async Task Deleting_and_creating_again_in_one_commit_makes_another_empty_table()
    {
        var table = volume.CreateTable();
        volume.Put(table, TestVolume.Key("p"), "old");
        var deleted = Delete(table);
        var created = Create("products");
        var late = Delete(table);
        volume.Commit();

        Assert.Equal(TableState.Deleting, (await deleted).State);
        await Assert.ThrowsAsync<DynamoException>(() => late);
        var again = await created;
        Assert.NotEqual((table.Number, table.GroupId, table.Log), (again.Number, again.GroupId, again.Log));
        Assert.Equal(again.Number, Catalog.Find("products")!.Number);
        Assert.Null(volume.Get(again, TestVolume.Key("p")));
        Assert.Null(Catalog.ByGroup(table.GroupId));
        Assert.Equal(table.Number, Assert.Single(Catalog.Deleted).Number);
    }

    [Fact]
    public void A_deleted_table_takes_no_more_writes_and_no_more_reads()
    {
        var table = volume.CreateTable();
        volume.Run(transaction => Catalog.MarkDeleted(transaction, table));
        var error = Assert.Throws<DynamoException>(() => volume.Put(table, TestVolume.Key("p"), "late"));
        Assert.EndsWith("#ResourceNotFoundException", error.Type, StringComparison.Ordinal);
        Assert.Throws<DynamoException>(() => volume.Run(t => t.Read(table, TestVolume.Key("p"))));
    }

    [Fact]
    public async Task The_reclaimer_frees_the_rows_of_deleted_tables_in_steps_and_no_others()
    {
        var kept = volume.CreateTable("kept");
        var gone = volume.CreateTable("gone");
        volume.Put(kept, TestVolume.Key("p"), "stays");
        volume.Run(transaction =>
        {
            for (var i = 0; i < Limits.ReclaimRowsMax + 10; i++)
            {
                transaction.Put(gone, TestVolume.Key("p", $"{i}"), "{}"u8, 2);
            }

            return true;
        });
        volume.Run(transaction => Catalog.MarkDeleted(transaction, gone));
        volume.Reopen();

        var steps = 0;
        while (true)
        {
            var step = volume.Now.Reclaimer.ReclaimOnceAsync(CancellationToken.None);
            volume.Commit();
            if (!await step)
            {
                break;
            }

            steps++;
        }

        Assert.Equal(3, steps);
        Assert.Empty(Catalog.Deleted);
        Assert.Equal("stays", volume.Get(kept, TestVolume.Key("p")));
        Assert.Equal((1, 1, 1), volume.Run(transaction => (
            Count(transaction, "SELECT COUNT(*) FROM item"),
            Count(transaction, "SELECT COUNT(*) FROM log"),
            Count(transaction, "SELECT COUNT(*) FROM catalog"))));
        volume.Reopen();
        Assert.Equal("kept", Assert.Single(Catalog.All).Name);
    }

    [Fact]
    public void A_leaving_region_reads_but_takes_no_writes()
    {
        var table = volume.CreateTable();
        volume.Put(table, TestVolume.Key("p"), "one");
        SetMembers(table, new("eu-west-1", table.Log, MemberState.Leaving), new("us", 7, MemberState.Active));
        Assert.True(Catalog.Find("products")!.IsDraining);
        Assert.Equal("one", volume.Get(table, TestVolume.Key("p")));
        Assert.NotNull(volume.Run(transaction => transaction.Read(table, TestVolume.Key("p"))));
        var error = Assert.Throws<DynamoException>(() => volume.Delete(table, TestVolume.Key("p")));
        Assert.Contains("takes no writes in this region", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_are_the_other_members_as_last_heard()
    {
        var table = volume.CreateTable();
        SetMembers(
            table,
            new("us", 7, MemberState.Joining),
            new("eu-west-1", table.Log, MemberState.Active),
            new("ap", 8, MemberState.Active),
            new("sa", 9, MemberState.Leaving));
        var changes = 0;
        Catalog.Changed += () => changes++;
        Catalog.Heard(table.GroupId, new("us", TableState.Creating, 40));
        Catalog.Heard(table.GroupId, new("us", TableState.Creating, 40));
        Assert.Equal(1, changes);
        Assert.Equal(
            [new("ap", TableState.Active, null), new("sa", TableState.Deleting, null), new("us", TableState.Creating, 40)],
            Catalog.Find("products")!.Replicas);
    }

    static long Count(WriteTransaction transaction, string sql)
    {
        var select = transaction.Session.Prepare(sql);
        Assert.True(select.Step());
        var count = select.Int64(0);
        select.Reset();
        return count;
    }

    void SetMembers(TableEntry table, params GroupMember[] members) => volume.Run(transaction =>
        Catalog.Store(transaction, Catalog.Present(table) with { Members = members, MembershipEpoch = 1 }));

    Task<TableEntry> Create(string name) => volume.Now.Queue.RunAsync(
        transaction => Catalog.Create(transaction, TestVolume.Definition(name)), CancellationToken.None);

    Task<TableEntry> Delete(TableEntry table) => volume.Now.Queue.RunAsync(
        transaction => Catalog.MarkDeleted(transaction, table), CancellationToken.None);
}
