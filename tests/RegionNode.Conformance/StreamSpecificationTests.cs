namespace GlobalTables.RegionNode.Conformance;

/// <summary>How a table gets a stream, and how it loses it.</summary>
public sealed class StreamSpecificationTests(Dynamo dynamo)
{
    const string Invalid = "One or more parameter values were invalid: ";

    [Fact]
    public async Task A_table_is_made_with_a_stream()
    {
        var request = Request(new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES });
        var made = (await dynamo.Api.CreateTableAsync(request)).TableDescription;
        await dynamo.WaitAsync(request.TableName);
        var table = (await dynamo.Api.DescribeTableAsync(request.TableName)).Table;
        Assert.Equal(made.LatestStreamArn, table.LatestStreamArn);
        Assert.Equal(made.LatestStreamLabel, table.LatestStreamLabel);
        Assert.Equal($"{table.TableArn}/stream/{table.LatestStreamLabel}", table.LatestStreamArn);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$", table.LatestStreamLabel);
        Assert.True(table.StreamSpecification.StreamEnabled);
        Assert.Equal(StreamViewType.NEW_AND_OLD_IMAGES, table.StreamSpecification.StreamViewType);

        var updated = await dynamo.Api.UpdateTableAsync(
            new() { TableName = request.TableName, BillingMode = BillingMode.PAY_PER_REQUEST });
        Assert.Equal(made.LatestStreamArn, updated.TableDescription.LatestStreamArn);
        await dynamo.WaitAsync(request.TableName);
        await dynamo.Api.DeleteTableAsync(request.TableName);
    }

    [Fact]
    public async Task A_table_without_a_stream_says_nothing_of_one()
    {
        var name = await dynamo.MakeTableAsync(Request(new() { StreamEnabled = false }));
        var table = (await dynamo.Api.DescribeTableAsync(name)).Table;
        Assert.Null(table.StreamSpecification);
        Assert.Null(table.LatestStreamArn);
        Assert.Null(table.LatestStreamLabel);
    }

    [Fact]
    public Task A_stream_of_a_new_table_needs_a_view() => Refusal.ValidationAsync(
        Invalid + "Table is being created with a stream enabled, UpdateViewType is required",
        dynamo.Api.CreateTableAsync(Request(new() { StreamEnabled = true })));

    [Fact]
    public Task A_new_table_without_a_stream_has_no_view() => Refusal.ValidationAsync(
        Invalid + "Table is being created with a stream disabled, UpdateViewType should not be specified",
        dynamo.Api.CreateTableAsync(
            Request(new() { StreamEnabled = false, StreamViewType = StreamViewType.KEYS_ONLY })));

    [Fact]
    public Task The_view_is_one_of_four() => Refusal.ValidationAsync(
        "1 validation error detected: Value 'SOME_IMAGE' at 'streamSpecification.streamViewType' failed to satisfy "
        + "constraint: Member must satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]",
        dynamo.Api.CreateTableAsync(Request(new() { StreamEnabled = true, StreamViewType = "SOME_IMAGE" })));

    [Fact]
    public Task A_specification_says_whether_the_stream_is_enabled() => Refusal.ValidationAboutAsync(
        "Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null",
        dynamo.Api.CreateTableAsync(Request(new() { StreamViewType = StreamViewType.KEYS_ONLY })));

    [Fact]
    public async Task A_stream_is_enabled_disabled_and_enabled_again_under_another_label()
    {
        var name = await dynamo.MakeTableAsync(ScalarAttributeType.S, null);
        await Refusal.ValidationAsync(
            $"Table has no stream to disable: TableName: {name}", UpdateAsync(name, new() { StreamEnabled = false }));

        var enabled = await UpdateAsync(
            name, new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE });
        await dynamo.WaitAsync(name);
        var first = enabled.TableDescription.LatestStreamArn;
        foreach (var view in new[] { StreamViewType.NEW_IMAGE, StreamViewType.OLD_IMAGE })
        {
            await Refusal.ValidationAsync(
                $"Table already has an enabled stream: TableName: {name}",
                UpdateAsync(name, new() { StreamEnabled = true, StreamViewType = view }));
        }

        await UpdateAsync(name, new() { StreamEnabled = false });
        await dynamo.WaitAsync(name);
        var table = (await dynamo.Api.DescribeTableAsync(name)).Table;
        Assert.Null(table.StreamSpecification);
        Assert.Equal(first, table.LatestStreamArn);

        await UpdateAsync(name, new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY });
        await dynamo.WaitAsync(name);
        table = (await dynamo.Api.DescribeTableAsync(name)).Table;
        Assert.NotEqual(first, table.LatestStreamArn);
        Assert.Equal(StreamViewType.KEYS_ONLY, table.StreamSpecification.StreamViewType);
    }

    [Fact]
    public async Task The_view_goes_with_enabling_and_only_with_it()
    {
        await Refusal.ValidationAsync(
            Invalid + "If stream is being enabled then UpdateViewType is required",
            UpdateAsync(dynamo.Simple, new() { StreamEnabled = true }));
        await Refusal.ValidationAsync(
            Invalid + "If stream is being disabled, then UpdateViewType must not be specified",
            UpdateAsync(dynamo.Simple, new() { StreamEnabled = false, StreamViewType = StreamViewType.KEYS_ONLY }));
    }

    [Fact]
    public async Task Throughput_and_protection_are_not_changed_together_with_the_stream()
    {
        var request = new UpdateTableRequest
        {
            TableName = dynamo.Simple,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
            BillingMode = BillingMode.PROVISIONED,
            ProvisionedThroughput = new(1, 1),
        };
        await Refusal.ValidationAsync(
            Invalid + "You cannot modify stream status while updating table IOPS",
            dynamo.Api.UpdateTableAsync(request));
        request.BillingMode = null;
        request.ProvisionedThroughput = null;
        request.DeletionProtectionEnabled = true;
        await Refusal.ValidationAsync(
            Invalid + "DeletionProtection modification must be the only operation in the request",
            dynamo.Api.UpdateTableAsync(request));
    }

    Task<UpdateTableResponse> UpdateAsync(string name, StreamSpecification stream) =>
        dynamo.Api.UpdateTableAsync(new() { TableName = name, StreamSpecification = stream });

    CreateTableRequest Request(StreamSpecification stream) => new()
    {
        TableName = dynamo.NewName(),
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
        KeySchema = [new("pk", KeyType.HASH)],
        StreamSpecification = stream,
    };
}
