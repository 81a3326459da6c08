namespace GlobalTables.RegionNode.Conformance;

public sealed class DeleteTableTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_deleted_table_is_gone()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        await dynamo.PutAsync(name, Item("a"));

        var table = (await dynamo.Api.DeleteTableAsync(name)).TableDescription;

        Assert.Equal(name, table.TableName);
        Assert.Equal(TableStatus.DELETING, table.TableStatus);
        await dynamo.WaitUntilGoneAsync(name);
        await Refusal.NoTableAsync(dynamo.GetAsync(name, Item("a")));
    }

    [Fact]
    public async Task A_table_made_again_under_the_name_is_empty()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        await dynamo.PutAsync(name, Item("a"));
        await dynamo.Api.DeleteTableAsync(name);
        await dynamo.WaitUntilGoneAsync(name);

        await dynamo.MakeTableAsync(new()
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
        });

        Assert.Null(await dynamo.GetAsync(name, Item("a")));
    }

    [Fact]
    public async Task A_protected_table_stays()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        await dynamo.Api.UpdateTableAsync(new() { TableName = name, DeletionProtectionEnabled = true });
        await dynamo.WaitAsync(name);

        await Refusal.ValidationAboutAsync("deletion protection", dynamo.Api.DeleteTableAsync(name));

        Assert.True((await dynamo.Api.DescribeTableAsync(name)).Table.DeletionProtectionEnabled);
        await dynamo.Api.UpdateTableAsync(new() { TableName = name, DeletionProtectionEnabled = false });
    }

    [Fact]
    public async Task A_table_has_to_be_there()
    {
        var name = dynamo.NewName();

        await Refusal.OfAsync(
            "ResourceNotFoundException",
            $"Requested resource not found: Table: {name} not found",
            dynamo.Api.DeleteTableAsync(name));
    }
}
