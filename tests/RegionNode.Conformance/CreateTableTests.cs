namespace GlobalTables.RegionNode.Conformance;

public sealed class CreateTableTests(Dynamo dynamo)
{
    [Fact]
    public async Task The_answer_describes_the_table_that_is_made()
    {
        var request = OnDemand();

        var table = (await dynamo.Api.CreateTableAsync(request)).TableDescription;

        Assert.Equal(request.TableName, table.TableName);
        Assert.True(table.TableStatus == TableStatus.CREATING || table.TableStatus == TableStatus.ACTIVE);
        Assert.EndsWith($":table/{request.TableName}", table.TableArn, StringComparison.Ordinal);
        Assert.StartsWith($"arn:aws:dynamodb:{dynamo.Region}:", table.TableArn, StringComparison.Ordinal);
        Assert.Equal(("pk", KeyType.HASH), (table.KeySchema[0].AttributeName, table.KeySchema[0].KeyType));
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal(0, table.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(0, table.ItemCount);
        Assert.Equal(0, table.TableSizeBytes);
        Assert.False(table.DeletionProtectionEnabled);
        Assert.Null(table.Replicas);
        Assert.Null(table.GlobalTableVersion);
        await dynamo.WaitAsync(request.TableName);
        await dynamo.Api.DeleteTableAsync(request.TableName);
    }

    [Fact]
    public async Task A_provisioned_table_tells_its_units()
    {
        var name = await dynamo.MakeTableAsync(Provisioned(5, 6));

        var table = (await dynamo.Api.DescribeTableAsync(name)).Table;

        Assert.Equal(5, table.ProvisionedThroughput.ReadCapacityUnits);
        Assert.Equal(6, table.ProvisionedThroughput.WriteCapacityUnits);
        Assert.Equal(0, table.ProvisionedThroughput.NumberOfDecreasesToday);
        Assert.Null(table.BillingModeSummary);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var request = OnDemand();
        request.TableName = dynamo.Simple;

        await Refusal.OfAsync(
            "ResourceInUseException",
            $"Table already exists: {dynamo.Simple}",
            dynamo.Api.CreateTableAsync(request));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    [InlineData("with/slash")]
    public Task A_name_has_three_or_more_of_certain_characters(string name)
    {
        var request = OnDemand();
        request.TableName = name;
        return Refusal.OfAsync("ValidationException", dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task Every_key_has_a_definition()
    {
        var request = OnDemand();
        request.AttributeDefinitions = [new("other", ScalarAttributeType.S)];
        return Refusal.ValidationAsync(
            "One or more parameter values were invalid: Some index key attributes are not defined in "
            + "AttributeDefinitions. Keys: [pk], AttributeDefinitions: [other]",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task Every_definition_belongs_to_a_key()
    {
        var request = OnDemand();
        request.AttributeDefinitions.Add(new("other", ScalarAttributeType.S));
        return Refusal.ValidationAsync(
            "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match "
            + "number of attributes defined in AttributeDefinitions",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task The_partition_key_comes_first()
    {
        var request = OnDemand();
        request.KeySchema = [new("pk", KeyType.RANGE)];
        return Refusal.ValidationAsync(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task The_sort_key_comes_second()
    {
        var request = OnDemand();
        request.AttributeDefinitions.Add(new("sk", ScalarAttributeType.S));
        request.KeySchema.Add(new("sk", KeyType.HASH));
        return Refusal.ValidationAsync(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task One_attribute_is_one_key()
    {
        var request = OnDemand();
        request.AttributeDefinitions.Add(new("other", ScalarAttributeType.S));
        request.KeySchema.Add(new("pk", KeyType.RANGE));
        return Refusal.ValidationAsync(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task On_demand_takes_no_units()
    {
        var request = Provisioned(1, 1);
        request.BillingMode = BillingMode.PAY_PER_REQUEST;
        return Refusal.ValidationAsync(
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be "
            + "specified when BillingMode is PAY_PER_REQUEST",
            dynamo.Api.CreateTableAsync(request));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Provisioned_needs_units(bool saysSo)
    {
        var request = OnDemand();
        request.BillingMode = saysSo ? BillingMode.PROVISIONED : null;
        return Refusal.ValidationAsync(
            "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be "
            + "specified when BillingMode is PROVISIONED",
            dynamo.Api.CreateTableAsync(request));
    }

    [Fact]
    public Task A_list_of_indexes_is_not_empty()
    {
        var request = OnDemand();
        request.GlobalSecondaryIndexes = [];
        return Refusal.ValidationAsync(
            "One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty",
            dynamo.Api.CreateTableAsync(request));
    }

    CreateTableRequest OnDemand() => new()
    {
        TableName = dynamo.NewName(),
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
        KeySchema = [new("pk", KeyType.HASH)],
    };

    CreateTableRequest Provisioned(long read, long write)
    {
        var request = OnDemand();
        request.BillingMode = BillingMode.PROVISIONED;
        request.ProvisionedThroughput = new(read, write);
        return request;
    }
}
