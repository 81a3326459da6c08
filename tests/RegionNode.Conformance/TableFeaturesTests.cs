namespace GlobalTables.RegionNode.Conformance;

/// <summary>What the service tells of features that a table does not use.</summary>
public sealed class TableFeaturesTests(Dynamo dynamo)
{
    [Fact]
    public async Task Limits_are_those_of_a_new_account()
    {
        var limits = await dynamo.Api.DescribeLimitsAsync(new());

        Assert.True(limits.AccountMaxReadCapacityUnits >= limits.TableMaxReadCapacityUnits);
        Assert.True(limits.AccountMaxWriteCapacityUnits >= limits.TableMaxWriteCapacityUnits);
        Assert.True(limits.TableMaxReadCapacityUnits > 0);
        Assert.True(limits.TableMaxWriteCapacityUnits > 0);
    }

    [Fact]
    public async Task The_endpoint_is_where_it_was_asked()
    {
        var endpoint = Assert.Single((await dynamo.Api.DescribeEndpointsAsync(new())).Endpoints);

        Assert.Equal(
            dynamo.IsReal ? $"dynamodb.{dynamo.Region}.amazonaws.com" : dynamo.Endpoint!.Authority, endpoint.Address);
        Assert.True(endpoint.CachePeriodInMinutes > 0);
    }

    [Fact]
    public async Task No_table_has_insights()
    {
        var answer = await dynamo.Api.DescribeContributorInsightsAsync(new() { TableName = dynamo.Simple });

        Assert.Equal(ContributorInsightsStatus.DISABLED, answer.ContributorInsightsStatus);
        Assert.Equal(dynamo.Simple, answer.TableName);
        Assert.Empty((await dynamo.Api.ListContributorInsightsAsync(new() { TableName = dynamo.Simple }))
            .ContributorInsightsSummaries ?? []);
    }

    [Fact]
    public Task Insights_of_an_index_need_the_index() => Refusal.OfAsync(
        "ResourceNotFoundException",
        $"Requested resource not found: Index: absent not found for table: {dynamo.Simple}",
        dynamo.Api.DescribeContributorInsightsAsync(new() { TableName = dynamo.Simple, IndexName = "absent" }));

    [Fact]
    public async Task No_table_streams_to_Kinesis()
    {
        var answer = await dynamo.Api.DescribeKinesisStreamingDestinationAsync(new() { TableName = dynamo.Simple });

        Assert.Empty(answer.KinesisDataStreamDestinations ?? []);
        Assert.Equal(dynamo.Simple, answer.TableName);
    }

    [Fact]
    public async Task No_table_has_a_policy()
    {
        var arn = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;

        await Refusal.OfAsync(
            "PolicyNotFoundException",
            $"Resource-based policy not found for the provided ResourceArn: {arn}",
            dynamo.Api.GetResourcePolicyAsync(new() { ResourceArn = arn }));
        await dynamo.Api.DeleteResourcePolicyAsync(new() { ResourceArn = arn });
    }

    [Fact]
    public async Task A_class_is_told_back()
    {
        var name = await dynamo.MakeTableAsync(new CreateTableRequest
        {
            TableName = dynamo.NewName(),
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
            TableClass = TableClass.STANDARD_INFREQUENT_ACCESS,
        });
        Assert.Equal(TableClass.STANDARD_INFREQUENT_ACCESS, (await ClassAsync(name)).TableClass);

        await dynamo.Api.UpdateTableAsync(new() { TableName = name, TableClass = TableClass.STANDARD });
        await dynamo.WaitAsync(name);

        var changed = await ClassAsync(name);
        Assert.Equal(TableClass.STANDARD, changed.TableClass);
        Assert.NotNull(changed.LastUpdateDateTime);
    }

    [Fact]
    public Task A_class_is_changed_alone() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: TableClass modification must be the only operation in the request",
        dynamo.Api.UpdateTableAsync(new()
        {
            TableName = dynamo.Simple,
            TableClass = TableClass.STANDARD,
            DeletionProtectionEnabled = false,
        }));

    [Theory]
    [InlineData("GetItem")]
    [InlineData("PutItem")]
    [InlineData("DescribeTable")]
    [InlineData("Query")]
    [InlineData("Scan")]
    [InlineData("BatchGetItem")]
    [InlineData("DescribeContinuousBackups")]
    [InlineData("DescribeContributorInsights")]
    [InlineData("DescribeKinesisStreamingDestination")]
    public async Task A_table_may_be_named_by_its_arn(string operation)
    {
        var arn = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;

        // What matters is that nothing of it is refused.
        await (operation switch
        {
            "GetItem" => dynamo.Api.GetItemAsync(new() { TableName = arn, Key = Item("arn") }),
            "PutItem" => dynamo.Api.PutItemAsync(new() { TableName = arn, Item = Item("arn") }),
            "DescribeTable" => dynamo.Api.DescribeTableAsync(new DescribeTableRequest { TableName = arn }),
            "Query" => dynamo.Api.QueryAsync(new()
            {
                TableName = arn,
                KeyConditionExpression = "pk = :pk",
                ExpressionAttributeValues = Map((":pk", S("arn"))),
            }),
            "Scan" => dynamo.Api.ScanAsync(new() { TableName = arn, Limit = 1 }),
            "BatchGetItem" => dynamo.Api.BatchGetItemAsync(new BatchGetItemRequest
            {
                RequestItems = new() { [arn] = new() { Keys = [Item("arn")] } },
            }),
            "DescribeContinuousBackups" => dynamo.Api.DescribeContinuousBackupsAsync(new() { TableName = arn }),
            "DescribeContributorInsights" => dynamo.Api.DescribeContributorInsightsAsync(new() { TableName = arn }),
            _ => (Task)dynamo.Api.DescribeKinesisStreamingDestinationAsync(new() { TableName = arn }),
        });
    }

    [Fact]
    public async Task An_arn_is_of_the_region_that_is_asked()
    {
        var here = (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;
        var elsewhere = here.Replace(dynamo.Region, dynamo.OtherRegion, StringComparison.Ordinal);

        await Refusal.ValidationAsync(
            $"1 validation error detected: Invalid AWS region in '{elsewhere}'",
            dynamo.Api.DescribeTableAsync(new DescribeTableRequest { TableName = elsewhere }));
    }

    async Task<TableClassSummary> ClassAsync(string name) =>
        (await dynamo.Api.DescribeTableAsync(name)).Table.TableClassSummary;
}
