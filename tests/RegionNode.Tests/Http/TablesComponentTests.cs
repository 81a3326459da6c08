using System.Text.Json.Nodes;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class TablesComponentTests
{
    const string Things = """{"TableName":"things"}""";

    [Fact]
    public async Task A_table_is_described_as_it_was_created()
    {
        await using var api = await Api.StartAsync();
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000d;
        var created = (await api.OkAsync("CreateTable", """
            {"TableName":"things","BillingMode":"PROVISIONED","DeletionProtectionEnabled":true,
             "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6},
             "AttributeDefinitions":[{"AttributeName":"b","AttributeType":"N"},{"AttributeName":"a","AttributeType":"B"}],
             "KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],
             "TableClass":"STANDARD","Tags":[],"StreamSpecification":{"StreamEnabled":false},
             "SSESpecification":{"Enabled":false},"OnDemandThroughput":{"MaxReadRequestUnits":-1} }
            """))["TableDescription"]!;
        var described = (await api.OkAsync("DescribeTable", Things))["Table"]!;

        Assert.True(JsonNode.DeepEquals(created, described));
        Assert.Equal("ACTIVE", (string)described["TableStatus"]!);
        Assert.Equal(36, ((string)described["TableId"]!).Length);
        Assert.InRange((double)described["CreationDateTime"]!, before, before + 60);
        Assert.Equal(
            """[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}]""",
            described["KeySchema"]!.ToJsonString());
        Assert.Equal(
            """{"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,"WriteCapacityUnits":6}""",
            described["ProvisionedThroughput"]!.ToJsonString());
        Assert.True((bool)described["DeletionProtectionEnabled"]!);
        Assert.Null(described["BillingModeSummary"]);
        Assert.Null(described["Replicas"]);
        Assert.Null(described["GlobalTableVersion"]);
    }

    [Fact]
    public async Task A_table_counts_its_items_and_bytes()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync("""{"pk":{"S":"abc"},"v":{"N":"12"}}""");
        await api.PutAsync("""{"pk":{"S":"abd"}}""");
        var table = (await api.OkAsync("DescribeTable", Things))["Table"]!;
        Assert.Equal((2, 13), ((int)table["ItemCount"]!, (int)table["TableSizeBytes"]!));
        Assert.Equal("PAY_PER_REQUEST", (string)table["BillingModeSummary"]!["BillingMode"]!);
    }

    [Fact]
    public async Task A_table_is_created_once()
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(
            ("ResourceInUseException", "Table already exists: things"),
            await api.ErrorAsync("CreateTable", Api.Table("things")));
    }

    [Fact]
    public async Task A_deleted_table_is_gone()
    {
        await using var api = await Api.WithTableAsync();
        var deleted = (await api.OkAsync("DeleteTable", Things))["TableDescription"]!;
        Assert.Equal("DELETING", (string)deleted["TableStatus"]!);
        Assert.Null(deleted["KeySchema"]);
        Assert.Equal(
            ("ResourceNotFoundException", "Requested resource not found: Table: things not found"),
            await api.ErrorAsync("DescribeTable", Things));
        Assert.Equal(
            ("ResourceNotFoundException", "Requested resource not found"),
            await api.ErrorAsync("PutItem", """{"TableName":"things","Item":{"pk":{"S":"a"}}}"""));
        await api.OkAsync("CreateTable", Api.Table("things"));
    }

    [Fact]
    public async Task A_protected_table_is_not_deleted()
    {
        await using var api = await Api.WithTableAsync();
        await api.OkAsync("UpdateTable", """{"TableName":"things","DeletionProtectionEnabled":true}""");
        Assert.Equal(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
            await api.RefusalAsync("DeleteTable", Things));
        await api.OkAsync("UpdateTable", """{"TableName":"things","DeletionProtectionEnabled":false}""");
        await api.OkAsync("DeleteTable", Things);
    }

    [Fact]
    public async Task Tables_are_listed_in_pages()
    {
        await using var api = await Api.StartAsync();
        foreach (var name in new[] { "bbb", "ccc", "aaa", "BBB" })
        {
            await api.OkAsync("CreateTable", Api.Table(name));
        }

        Assert.Equal(
            """{"TableNames":["BBB","aaa"],"LastEvaluatedTableName":"aaa"}""",
            await api.TextAsync("ListTables", """{"Limit":2}"""));
        Assert.Equal(
            """{"TableNames":["bbb","ccc"]}""",
            await api.TextAsync("ListTables", """{"Limit":2,"ExclusiveStartTableName":"aaa"}"""));
        Assert.Equal(
            "2 validation errors detected: Value 'a' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
            await api.RefusalAsync("ListTables", """{"Limit":101,"ExclusiveStartTableName":"a"}"""));
    }

    [Fact]
    public async Task Billing_changes_both_ways()
    {
        await using var api = await Api.WithTableAsync();
        var provisioned = (await api.OkAsync("UpdateTable", """
            {"TableName":"things","BillingMode":"PROVISIONED",
             "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2} }
            """))["TableDescription"]!;
        Assert.Equal(2, (int)provisioned["ProvisionedThroughput"]!["WriteCapacityUnits"]!);
        Assert.StartsWith(
            "The provisioned throughput for the table will not change.",
            await api.RefusalAsync("UpdateTable", """
                {"TableName":"things","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2} }
                """),
            StringComparison.Ordinal);
        var onDemand = (await api.OkAsync(
            "UpdateTable", """{"TableName":"things","BillingMode":"PAY_PER_REQUEST"}"""))["TableDescription"]!;
        Assert.Equal(0, (int)onDemand["ProvisionedThroughput"]!["WriteCapacityUnits"]!);
        await api.OkAsync("UpdateTable", """{"TableName":"things","BillingMode":"PAY_PER_REQUEST"}""");
    }

    [Fact]
    public async Task A_table_that_is_being_filled_is_described_and_not_read()
    {
        await using var api = await Api.WithTableAsync();
        await ShowAsync(api, table => table with { State = TableState.Creating });
        Assert.Equal("CREATING", (string)(await api.OkAsync("DescribeTable", Things))["Table"]!["TableStatus"]!);
        Assert.Equal("""{"TableNames":["things"]}""", await api.TextAsync("ListTables", "{}"));
        var (type, _) = await api.ErrorAsync("GetItem", """{"TableName":"things","Key":{"pk":{"S":"a"}}}""");
        Assert.Equal("ResourceNotFoundException", type);
        (type, _) = await api.ErrorAsync("DeleteTable", Things);
        Assert.Equal("ResourceInUseException", type);
    }

    [Fact]
    public async Task A_global_table_shows_the_other_regions()
    {
        await using var api = await Api.WithTableAsync();
        await ShowAsync(api, table => table with
        {
            Members =
            [
                new GroupMember("us-east-1", null, MemberState.Joining),
                new GroupMember(Api.Region, null, MemberState.Active),
                new GroupMember("ap-south-1", null, MemberState.Active),
            ],
        });
        var group = api.Volume.Catalog.Find("things")!.GroupId;
        api.Volume.Catalog.Heard(group, new ReplicaView("us-east-1", TableState.Creating, 40));
        var table = (await api.OkAsync("DescribeTable", Things))["Table"]!;
        Assert.Equal("2019.11.21", (string)table["GlobalTableVersion"]!);
        Assert.Equal(
            """[{"RegionName":"ap-south-1","ReplicaStatus":"ACTIVE"},{"RegionName":"us-east-1","ReplicaStatus":"CREATING","ReplicaStatusPercentProgress":"40"}]""",
            table["Replicas"]!.ToJsonString());
    }

    static Task<TableEntry> ShowAsync(Api api, Func<TableEntry, TableEntry> change) => api.Volume.Queue.RunAsync(
        transaction => api.Volume.Catalog.Store(
            transaction, change(api.Volume.Catalog.Find("things")!)),
        CancellationToken.None);
}
