using static GlobalTables.RegionNode.Conformance.Service.Transactions;

namespace GlobalTables.RegionNode.Conformance;

/// <summary>A transaction that is asked for twice under one token is carried out once.</summary>
public sealed class ClientRequestTokenTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_repeated_request_succeeds_and_does_nothing()
    {
        var (token, pk) = (NewToken(), await dynamo.PutNewAsync(("n", N("1"))));
        var request = Request(token, Update(dynamo.Simple, Item(pk), "ADD n :one", (":one", N("1"))));

        await dynamo.Api.TransactWriteItemsAsync(request);
        await dynamo.Api.TransactWriteItemsAsync(request);

        Assert.Equal("2", (await dynamo.GetAsync(pk))!["n"].N);
    }

    [Fact]
    public async Task A_repeated_request_costs_what_reading_costs()
    {
        var request = Request(
            NewToken(), Put(dynamo.Simple, Item(dynamo.NewName(), ("a", S(new string('x', 2000))))));

        var first = Assert.Single((await dynamo.Api.TransactWriteItemsAsync(request)).ConsumedCapacity);
        var again = Assert.Single((await dynamo.Api.TransactWriteItemsAsync(request)).ConsumedCapacity);

        Assert.Equal((4, 4, null), (first.CapacityUnits, first.WriteCapacityUnits, first.ReadCapacityUnits));
        Assert.Equal((2, null, 2), (again.CapacityUnits, again.WriteCapacityUnits, again.ReadCapacityUnits));
    }

    [Fact]
    public async Task Another_request_under_the_same_token_is_refused()
    {
        var (token, pk) = (NewToken(), dynamo.NewName());
        await dynamo.Api.TransactWriteItemsAsync(Request(token, Put(dynamo.Simple, Item(pk, ("a", S("first"))))));

        await Refusal.OfAsync(
            "IdempotentParameterMismatchException",
            dynamo.Api.TransactWriteItemsAsync(Request(token, Put(dynamo.Simple, Item(pk, ("a", S("second")))))));

        Assert.Equal("first", (await dynamo.GetAsync(pk))!["a"].S);
    }

    [Fact]
    public async Task The_order_of_attributes_makes_no_other_request()
    {
        var (token, pk) = (NewToken(), dynamo.NewName());
        await dynamo.Api.TransactWriteItemsAsync(
            Request(token, Put(dynamo.Simple, Map(("pk", S(pk)), ("a", S("x")), ("b", M(("c", N("1")), ("d", N("2"))))))));

        await dynamo.Api.TransactWriteItemsAsync(
            Request(token, Put(dynamo.Simple, Map(("b", M(("d", N("2")), ("c", N("1")))), ("a", S("x")), ("pk", S(pk))))));
    }

    [Fact]
    public async Task A_cancelled_request_can_be_asked_for_again()
    {
        var (token, pk) = (NewToken(), dynamo.NewName());
        var request = Request(
            token, Check(dynamo.Simple, Item(pk), "attribute_exists(pk)"), Put(dynamo.Sorted, Item(pk, S("s"))));

        await CancelledAsync(dynamo.Api.TransactWriteItemsAsync(request), ConditionFailed, "None");
        await dynamo.PutAsync(dynamo.Simple, Item(pk));
        await dynamo.Api.TransactWriteItemsAsync(request);

        Assert.NotNull(await dynamo.GetAsync(dynamo.Sorted, Item(pk, S("s"))));
    }

    [Fact]
    public Task A_token_has_36_characters_at_most() => Refusal.ValidationAboutAsync(
        "failed to satisfy constraint: Member must have length less than or equal to 36",
        dynamo.Api.TransactWriteItemsAsync(Request(new string('x', 37), Put(dynamo.Simple, Item("a")))));

    string NewToken() => dynamo.NewName();

    static TransactWriteItemsRequest Request(string token, params TransactWriteItem[] actions) => new()
    {
        TransactItems = [.. actions],
        ClientRequestToken = token,
        ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
    };
}
