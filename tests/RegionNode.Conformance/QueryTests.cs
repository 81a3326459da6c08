namespace GlobalTables.RegionNode.Conformance;

public sealed class QueryTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_query_answers_the_items_of_its_partition_in_the_order_of_their_sort_keys()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("c"), S("a"), S("b"));

        var answer = await dynamo.Api.QueryAsync(Of(pk));

        Assert.Equal(["a", "b", "c"], answer.Items.Select(item => item["sk"].S));
        Assert.Equal(3, answer.Count);
        Assert.Equal(3, answer.ScannedCount);
        Assert.Null(answer.LastEvaluatedKey);
    }

    [Fact]
    public async Task Backwards_the_order_is_turned_round()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));
        var request = Of(pk);
        request.ScanIndexForward = false;

        Assert.Equal(["c", "b", "a"], (await dynamo.Api.QueryAsync(request)).Items.Select(item => item["sk"].S));
    }

    [Fact]
    public async Task Strings_are_ordered_by_their_UTF8_bytes()
    {
        string[] ordered = ["A", "B", "a", "aa", "b", "z", "~", "é", "€", "\uFFFD", "😀"];
        var pk = await dynamo.FillAsync(dynamo.Sorted, [.. ordered.Reverse().Select(S)]);

        Assert.Equal(ordered, (await dynamo.Api.QueryAsync(Of(pk))).Items.Select(item => item["sk"].S));
    }

    [Fact]
    public async Task Numbers_are_ordered_by_value()
    {
        string[] ordered = ["-1000000", "-2.5", "-2", "-0.001", "0", "0.001", "1", "9", "10", "10.5", "100", "2000000"];
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, [.. ordered.Reverse().Select(N)]);

        Assert.Equal(
            ordered, (await dynamo.Api.QueryAsync(Of(pk, dynamo.SortedByNumber))).Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task Binary_is_ordered_by_unsigned_bytes()
    {
        byte[][] ordered = [[0], [0, 0], [1], [1, 255], [127], [128], [255]];
        var pk = await dynamo.FillAsync(dynamo.SortedByBinary, [.. ordered.Reverse().Select(bytes => B(bytes))]);

        var answer = await dynamo.Api.QueryAsync(Of(pk, dynamo.SortedByBinary));

        Assert.Equal(ordered, answer.Items.Select(item => item["sk"].B.ToArray()));
    }

    [Fact]
    public async Task A_table_without_a_sort_key_is_queried_for_its_one_item()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));

        var answer = await dynamo.Api.QueryAsync(Of(pk, dynamo.Simple));

        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(Assert.Single(answer.Items)));
    }

    [Fact]
    public async Task A_partition_without_items_answers_an_empty_page()
    {
        var answer = await dynamo.Api.QueryAsync(Of(dynamo.NewName()));

        Assert.Equal(0, answer.Count);
        Assert.Equal(0, answer.ScannedCount);
        Assert.Empty(answer.Items);
        Assert.Null(answer.LastEvaluatedKey);
    }

    [Fact]
    public async Task Pages_of_a_limit_hold_every_item_once()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, [.. Enumerable.Range(0, 7).Select(at => N($"{at}"))]);
        var request = Of(pk, dynamo.SortedByNumber);
        request.Limit = 3;

        var pages = await Pages.OfAsync(dynamo.Api, request);

        Assert.Equal([3, 3, 1], pages.Counts);
        Assert.Equal(Enumerable.Range(0, 7).Select(at => $"{at}"), pages.Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task Pages_go_backwards_too()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, [.. Enumerable.Range(0, 5).Select(at => N($"{at}"))]);
        var request = Of(pk, dynamo.SortedByNumber);
        request.Limit = 2;
        request.ScanIndexForward = false;

        var pages = await Pages.OfAsync(dynamo.Api, request);

        Assert.Equal(["4", "3", "2", "1", "0"], pages.Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task A_page_that_the_limit_ends_with_the_last_item_has_a_key_to_go_on_from()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"));
        var request = Of(pk);
        request.Limit = 2;

        var full = await dynamo.Api.QueryAsync(request);
        request.ExclusiveStartKey = full.LastEvaluatedKey;
        var empty = await dynamo.Api.QueryAsync(request);

        Assert.Equal(Text(Item(pk, S("b"))), Text(full.LastEvaluatedKey));
        Assert.Equal(0, empty.Count);
        Assert.Null(empty.LastEvaluatedKey);
    }

    [Fact]
    public async Task A_page_ends_at_1_MB()
    {
        var pk = dynamo.NewName();
        var large = new string('x', 300 * 1024);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(
            at => dynamo.PutAsync(dynamo.SortedByNumber, Item(pk, N($"{at}"), ("a", S(large))))));

        var pages = await Pages.OfAsync(dynamo.Api, Of(pk, dynamo.SortedByNumber));

        // The item with which the page reaches 1 MB is the last on it.
        Assert.Equal([4, 1], pages.Counts);
        Assert.Equal(["0", "1", "2", "3", "4"], pages.Items.Select(item => item["sk"].N));
    }

    [Fact]
    public async Task A_limit_counts_items_before_the_filter()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"), S("d"));
        var request = Of(pk);
        request.Limit = 3;
        request.FilterExpression = "n > :n";
        request.ExpressionAttributeValues[":n"] = N("1");

        var answer = await dynamo.Api.QueryAsync(request);

        Assert.Equal(3, answer.ScannedCount);
        Assert.Equal("c", Assert.Single(answer.Items)["sk"].S);
        Assert.Equal("c", answer.LastEvaluatedKey["sk"].S);
    }

    [Fact]
    public async Task COUNT_answers_numbers_only()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));
        var request = Of(pk);
        request.Select = Select.COUNT;
        request.FilterExpression = "n > :n";
        request.ExpressionAttributeValues[":n"] = N("0");

        var answer = await dynamo.Api.QueryAsync(request);

        Assert.Equal((2, 3), (answer.Count, answer.ScannedCount));
        Assert.True(answer.Items is null or { Count: 0 });
    }

    [Fact]
    public async Task A_projection_takes_what_it_names()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"));
        var request = Of(pk);
        request.ProjectionExpression = "n";

        Assert.Equal("{n=N:0}", Text(Assert.Single((await dynamo.Api.QueryAsync(request)).Items)));
    }

    [Fact]
    public async Task Capacity_is_rounded_once_for_the_page()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));
        var request = Of(pk);
        request.ConsistentRead = true;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;

        Assert.Equal(1, (await dynamo.Api.QueryAsync(request)).ConsumedCapacity.CapacityUnits);
    }

    QueryRequest Of(string pk, string? tableName = null) => new()
    {
        TableName = tableName ?? dynamo.Sorted,
        KeyConditionExpression = "pk = :pk",
        ExpressionAttributeValues = Map((":pk", S(pk))),
    };
}
