using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Storage;

public sealed class ControlRequestsTests : IDisposable
{
    static readonly RequestedEdit AddReplica = new(RequestedChange.CreateReplica, "us-east-1", null);

    readonly TestVolume volume = new();
    readonly TableEntry table;

    public ControlRequestsTests() => table = volume.CreateTable();

    ControlRequests Requests => volume.Now.Requests;

    public void Dispose() => volume.Dispose();

    [Fact]
    public void A_request_waits_until_it_is_settled_over_restarts_and_shows_the_table_as_updating()
    {
        Assert.Equal(TableState.Updating, Add(AddReplica).State);
        Assert.Equal(TableState.Updating, volume.Catalog.Find("products")!.State);
        volume.Reopen();
        var waiting = Assert.Single(Requests.Pending);
        Assert.Equal((table.GroupId, AddReplica), (waiting.GroupId, waiting.Edit));
        Assert.Equal(TableState.Updating, volume.Catalog.Find("products")!.State);

        Settle("another", waiting.Id);
        Assert.Empty(Requests.Pending);
        Assert.Equal(TableState.Active, volume.Catalog.Find("products")!.State);
        volume.Reopen();
        Assert.Empty(Requests.Pending);
    }

    [Fact]
    public void Requests_come_oldest_first_and_asking_twice_is_asking_once()
    {
        var change = new RequestedEdit(
            RequestedChange.ChangeTable, null, table.Definition with { IsDeletionProtected = true });
        Add(change);
        Add(AddReplica);
        Add(change with { });
        Add(AddReplica with { });
        Add(AddReplica with { ReplicaRegion = "ap-south-1" });
        Assert.Equal(
            [change, AddReplica, AddReplica with { ReplicaRegion = "ap-south-1" }],
            Requests.Pending.Select(request => request.Edit));
        volume.Reopen();
        Add(change);
        Assert.Equal(3, Requests.Pending.Count);
    }

    [Fact]
    public void A_table_that_is_updating_is_read_and_written_and_changed()
    {
        var updating = Add(AddReplica);
        volume.Put(updating, TestVolume.Key("p"), "one");
        Assert.Equal("one", volume.Get(updating, TestVolume.Key("p")));
        volume.Run(t => volume.Catalog.Change(t, updating, updating.Definition with { IsDeletionProtected = true }));
        Settle(Requests.Pending[0].Id);
        Assert.Equal(TableState.Active, volume.Catalog.Find("products")!.State);
    }

    [Fact]
    public void More_requests_than_the_bound_are_refused_by_name()
    {
        for (var i = 0; i < Limits.ControlRequestsMax; i++)
        {
            Add(AddReplica with { ReplicaRegion = $"region-{i}" });
        }

        var error = Assert.Throws<DynamoException>(() => Add(AddReplica));
        Assert.EndsWith("#LimitExceededException", error.Type, StringComparison.Ordinal);
        Assert.Contains($"{Limits.ControlRequestsMax} table changes wait", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_for_a_table_that_has_gone_is_refused()
    {
        volume.Run(transaction => volume.Catalog.MarkDeleted(transaction, table));
        Assert.Throws<DynamoException>(() => Add(AddReplica));
    }

    TableEntry Add(RequestedEdit edit) => volume.Run(transaction => Requests.Add(transaction, table, edit));

    void Settle(params string[] ids) => volume.Run(transaction =>
    {
        Requests.Settle(transaction, ids);
        return true;
    });
}
