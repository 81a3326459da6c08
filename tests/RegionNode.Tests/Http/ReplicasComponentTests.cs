using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class ReplicasComponentTests
{
    const string Create = """[{"Create":{"RegionName":"us-east-1"}}]""";

    [Fact]
    public async Task A_new_replica_is_a_control_request()
    {
        await using var api = await ControlledAsync();
        var table = await UpdateAsync(api, Create);
        Assert.Equal("UPDATING", (string)table["TableStatus"]!);
        var request = Assert.Single(api.Volume.Requests.Pending);
        Assert.Equal(new RequestedEdit(RequestedChange.CreateReplica, "us-east-1", null), request.Edit);

        // The table serves on, and the same request is the same request.
        await api.PutAsync("""{"pk":{"S":"a"}}""");
        await UpdateAsync(api, """[{"Create":{"RegionName":"us-east-1"}},{"Create":{"RegionName":"us-east-1"}}]""");
        Assert.Single(api.Volume.Requests.Pending);
    }

    [Fact]
    public async Task Another_change_waits_for_the_one_under_way()
    {
        await using var api = await ControlledAsync();
        await UpdateAsync(api, Create);
        var expected = (
            "ResourceInUseException",
            "Attempt to change a resource which is still in use: Table is being updated: things");
        Assert.Equal(expected, await api.ErrorAsync("UpdateTable", Body("""[{"Create":{"RegionName":"ap-south-1"}}]""")));
        Assert.Equal(
            expected, await api.ErrorAsync("UpdateTable", """{"TableName":"things","DeletionProtectionEnabled":true}"""));
        Assert.Equal(expected, await api.ErrorAsync("DeleteTable", """{"TableName":"things"}"""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Adding_a_member_again_changes_nothing(bool isBeingFilled)
    {
        await using var api = await ControlledAsync();
        await DeclareAsync(api, isBeingFilled ? TableState.Creating : TableState.Active);
        var table = await UpdateAsync(api, Create);
        Assert.Equal("us-east-1", (string)table["Replicas"]![0]!["RegionName"]!);
        Assert.Empty(api.Volume.Requests.Pending);
    }

    [Fact]
    public async Task Removing_a_member_is_a_control_request()
    {
        await using var api = await ControlledAsync();
        await DeclareAsync(api);
        await UpdateAsync(api, """[{"Delete":{"RegionName":"us-east-1"}}]""");
        Assert.Equal(
            new RequestedEdit(RequestedChange.DeleteReplica, "us-east-1", null),
            Assert.Single(api.Volume.Requests.Pending).Edit);
    }

    [Fact]
    public async Task Deleting_a_declared_table_asks_to_leave_the_group()
    {
        await using var api = await ControlledAsync();
        await DeclareAsync(api);
        await api.OkAsync("DeleteTable", """{"TableName":"things"}""");
        await api.OkAsync("DeleteTable", """{"TableName":"things"}""");
        Assert.Equal(
            new RequestedEdit(RequestedChange.DeleteReplica, Api.Region, null),
            Assert.Single(api.Volume.Requests.Pending).Edit);
    }

    [Fact]
    public async Task Changing_a_declared_table_is_a_control_request()
    {
        await using var api = await ControlledAsync();
        await DeclareAsync(api);
        var table = (await api.OkAsync(
            "UpdateTable", """{"TableName":"things","DeletionProtectionEnabled":true}"""))["TableDescription"]!;
        Assert.Equal("UPDATING", (string)table["TableStatus"]!);
        Assert.False((bool)table["DeletionProtectionEnabled"]!);
        var edit = Assert.Single(api.Volume.Requests.Pending).Edit;
        Assert.Equal(RequestedChange.ChangeTable, edit.Change);
        Assert.True(edit.Definition!.IsDeletionProtected);
    }

    [Fact]
    public async Task Time_to_live_of_a_declared_table_is_a_control_request_and_under_way_until_it_is_met()
    {
        const string on = """{"TableName":"things","TimeToLiveSpecification":{"AttributeName":"ends","Enabled":true}}""";
        await using var api = await ControlledAsync();
        var table = await DeclareAsync(api);
        await api.OkAsync("UpdateTimeToLive", on);
        await api.OkAsync("UpdateTimeToLive", on);
        var request = Assert.Single(api.Volume.Requests.Pending);
        Assert.Equal("ends", request.Edit.Definition!.TimeToLiveAttribute);
        Assert.Equal("ENABLING ends", await TimeToLiveAsync(api));

        await api.Volume.Queue.RunAsync(
            transaction =>
            {
                api.Volume.Requests.Settle(transaction, [request.Id]);
                return api.Volume.Catalog.Change(transaction, table, request.Edit.Definition!);
            },
            CancellationToken.None);
        Assert.Equal("ENABLED ends", await TimeToLiveAsync(api));
        await api.OkAsync("UpdateTimeToLive", on.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal("DISABLING ends", await TimeToLiveAsync(api));
    }

    [Fact]
    public async Task A_node_that_runs_alone_says_so()
    {
        await using var api = await Api.WithTableAsync();
        Assert.Contains("This node runs alone", await api.RefusalAsync("UpdateTable", Body(Create)), StringComparison.Ordinal);
        Assert.Empty(api.Volume.Requests.Pending);
    }

    [Theory]
    [InlineData(
        """[{"Create":{"RegionName":"eu-west-1"}}]""",
        "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.")]
    [InlineData(
        """[{"Delete":{"RegionName":"ap-south-1"}}]""",
        "Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [ap-south-1].")]
    [InlineData(
        """[{"Create":{"RegionName":"us-east-1"},"Delete":{"RegionName":"us-east-1"}}]""",
        "Update table operation with more than one type of replica actions not allowed.")]
    [InlineData(
        """[{"Create":{"RegionName":"us-east-1"}},{"Create":{"RegionName":"ap-south-1"}}]""",
        "Update table operation with more than one create or delete replica actions not allowed")]
    [InlineData("[{}]", "There are no actions specified in the Replica Update Action of the request.")]
    [InlineData(
        """[{"Update":{"RegionName":"us-east-1"}}]""",
        "There are no actions specified in the Replica Update Action of the request.")]
    [InlineData(
        """[{"Update":{"RegionName":"us-east-1","TableClassOverride":"STANDARD"}}]""",
        "One or more parameter values were invalid: ReplicaUpdates.Update is not supported by this version of GlobalTables")]
    [InlineData(
        """[{"Create":{"RegionName":"us-east-1","KMSMasterKeyId":"k"}}]""",
        "One or more parameter values were invalid: ReplicaUpdates.Create.KMSMasterKeyId is not supported by this version of GlobalTables")]
    [InlineData(
        """[{"Disassociate":{"RegionName":"eu-west-1"}}]""",
        "One or more parameter values were invalid: ReplicaUpdates.Disassociate is not supported by this version of GlobalTables")]
    [InlineData(
        "[]",
        "1 validation error detected: Value '[]' at 'replicaUpdates' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData(
        """[{"Create":{}}]""",
        "1 validation error detected: Value null at 'replicaUpdates.1.member.create.regionName' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        """[{"Create":{"RegionName":"us-east-1"}}],"BillingMode":"PAY_PER_REQUEST" """,
        "Replica modification must be the only operation in the request")]
    [InlineData(
        """[{"Create":{"RegionName":"us-east-1"}}],"MultiRegionConsistency":"STRONG" """,
        "One or more parameter values were invalid: MultiRegionConsistency STRONG is not supported by this version of GlobalTables")]
    public async Task A_wrong_replica_update_is_refused(string updates, string message)
    {
        await using var api = await ControlledAsync();
        Assert.Equal(message, await api.RefusalAsync("UpdateTable", Body(updates)));
    }

    [Theory]
    [InlineData("US-EAST-1")]
    [InlineData("us east")]
    [InlineData("1-us")]
    [InlineData("us-")]
    [InlineData("")]
    [InlineData("us-east-1\\n")]
    [InlineData("a0123456789012345678901234567890123456789")]
    public async Task A_region_name_must_look_like_one(string region)
    {
        await using var api = await ControlledAsync();
        var message = await api.RefusalAsync("UpdateTable", Body($$$"""[{"Create":{"RegionName":"{{{region}}}"} }]"""));
        Assert.StartsWith("Region ", message, StringComparison.Ordinal);
        Assert.Contains(" is not supported", message, StringComparison.Ordinal);
    }

    static string Body(string updates) => $$"""{"TableName":"things","ReplicaUpdates":{{updates}} }""";

    static async Task<JsonNode> UpdateAsync(Api api, string updates) =>
        (await api.OkAsync("UpdateTable", Body(updates)))["TableDescription"]!;

    static async Task<string> TimeToLiveAsync(Api api)
    {
        var answer = await api.OkAsync("DescribeTimeToLive", """{"TableName":"things"}""");
        var description = answer["TimeToLiveDescription"]!;
        return $"{description["TimeToLiveStatus"]} {description["AttributeName"]}";
    }

    static async Task<Api> ControlledAsync()
    {
        var api = await Api.WithTableAsync();
        await api.Volume.Queue.RunAsync(
            transaction => api.Volume.Config.Accept(transaction, 1, [.. "{}"u8]), CancellationToken.None);
        return api;
    }

    static Task<TableEntry> DeclareAsync(Api api, TableState state = TableState.Active) => api.Volume.Queue.RunAsync(
        transaction => api.Volume.Catalog.Store(transaction, api.Volume.Catalog.Find("things")! with
        {
            IsDeclared = true,
            State = state,
            Members =
            [
                new GroupMember(Api.Region, null, MemberState.Active),
                new GroupMember("us-east-1", null, MemberState.Active),
            ],
        }),
        CancellationToken.None);
}
