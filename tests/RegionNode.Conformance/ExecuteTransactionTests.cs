namespace GlobalTables.RegionNode.Conformance;

public sealed class ExecuteTransactionTests(Dynamo dynamo)
{
    string Simple => $"\"{dynamo.Simple}\"";

    [Fact]
    public async Task Writes_are_done_together()
    {
        var updated = await dynamo.PutNewAsync(("a", S("old")));
        var inserted = dynamo.NewName();
        await dynamo.TransactAsync(
            $"INSERT INTO {Simple} VALUE {{'pk': '{inserted}'}}",
            $"UPDATE {Simple} SET a = 'new' WHERE pk = '{updated}'");
        Assert.NotNull(await dynamo.GetAsync(inserted));
        Assert.Equal("new", (await dynamo.GetAsync(updated))!["a"].S);
    }

    [Fact]
    public async Task One_that_fails_leaves_nothing_of_the_others()
    {
        var there = await dynamo.PutNewAsync(("a", S("old")));
        var inserted = dynamo.NewName();
        var refusal = await Assert.ThrowsAsync<TransactionCanceledException>(() => dynamo.TransactAsync(
            $"INSERT INTO {Simple} VALUE {{'pk': '{inserted}'}}", $"INSERT INTO {Simple} VALUE {{'pk': '{there}'}}"));
        Assert.Equal(["None", "DuplicateItem"], refusal.CancellationReasons.Select(reason => reason.Code));
        Assert.Null(await dynamo.GetAsync(inserted));
        Assert.Equal("old", (await dynamo.GetAsync(there))!["a"].S);
    }

    [Fact]
    public async Task Reads_answer_their_items_in_order()
    {
        var pk = await dynamo.PutNewAsync(("a", S("1")), ("b", S("2")));
        var answer = await dynamo.TransactAsync(
            $"SELECT * FROM {Simple} WHERE pk = '{dynamo.NewName()}'", $"SELECT a FROM {Simple} WHERE pk IN ['{pk}']");
        Assert.Equal("nothing", Text(answer.Responses[0].Item));
        Assert.Equal(Text(Map(("a", S("1")))), Text(answer.Responses[1].Item));
    }

    [Fact]
    public async Task EXISTS_checks_a_condition_of_an_item()
    {
        var free = await dynamo.PutNewAsync(("a", S("1")));
        var other = await dynamo.PutNewAsync();
        await dynamo.TransactAsync(
            $"EXISTS(SELECT * FROM {Simple} WHERE pk = '{free}' AND taken IS MISSING)",
            $"UPDATE {Simple} SET done = 1 WHERE pk = '{other}'");
        Assert.Equal("1", (await dynamo.GetAsync(other))!["done"].N);

        var refusal = await Assert.ThrowsAsync<TransactionCanceledException>(() => dynamo.TransactAsync(
            $"EXISTS(SELECT * FROM {Simple} WHERE pk = '{free}' AND a IS MISSING)",
            $"UPDATE {Simple} SET done = 2 WHERE pk = '{other}'"));
        Assert.Equal(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]",
            refusal.Message);
        Assert.Equal("1", (await dynamo.GetAsync(other))!["done"].N);
    }

    [Fact]
    public async Task The_same_token_carries_it_out_once()
    {
        var pk = await dynamo.PutNewAsync(("n", N("0")));
        var request = new ExecuteTransactionRequest
        {
            ClientRequestToken = dynamo.NewName(),
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
            TransactStatements = [new() { Statement = $"UPDATE {Simple} SET n = n + 1 WHERE pk = '{pk}'" }],
        };
        var first = Assert.Single((await dynamo.Api.ExecuteTransactionAsync(request)).ConsumedCapacity);
        var again = Assert.Single((await dynamo.Api.ExecuteTransactionAsync(request)).ConsumedCapacity);
        Assert.Equal("1", (await dynamo.GetAsync(pk))!["n"].N);
        Assert.Equal((2.0, null), (first.WriteCapacityUnits, first.ReadCapacityUnits));
        Assert.Equal((null, 2.0), (again.WriteCapacityUnits, again.ReadCapacityUnits));
    }

    [Fact]
    public async Task Tables_that_are_not_there_and_keys_that_do_not_fit_are_reasons_to_cancel()
    {
        var refusal = await Assert.ThrowsAsync<TransactionCanceledException>(() => dynamo.TransactAsync(
            $"UPDATE \"{dynamo.NewName()}\" SET a = 1 WHERE pk = 'x'",
            $"UPDATE {Simple} SET a = 1 WHERE pk = 1",
            $"UPDATE {Simple} SET a = 1 WHERE pk = 'x'"));
        Assert.Equal(
            [("ResourceNotFound", "Requested resource not found"),
             ("ValidationError", "The provided key element does not match the schema"),
             ("None", null)],
            refusal.CancellationReasons.Select(reason => (reason.Code, (string?)reason.Message)));
    }

    [Theory]
    [InlineData("SELECT * FROM {0} WHERE", "Statement wasn't well formed, can't be processed: Unexpected term")]
    [InlineData("UPDATE {0} SET a = 'v' WHERE pk = 'x' RETURNING ALL NEW *",
        "RETURNING clause is not supported in ExecuteTransaction.")]
    [InlineData("SELECT * FROM {0}.\"index\" WHERE a = 'x'", "Reads on indices are not supported within transactions.")]
    [InlineData("SELECT * FROM {0} WHERE pk = 'x' AND a = 1",
        "Select statements within ExecuteTransaction must specify the primary key in the where clause.")]
    [InlineData("SELECT * FROM {0} WHERE pk IN ['x', 'x']",
        "Overlapping conditions with range keys are not supported in where clause")]
    [InlineData("EXISTS(SELECT * FROM {0} WHERE pk = 'x')",
        "EXISTS() must contain a single item read with additional condition")]
    public Task What_is_wrong_with_a_statement_names_its_place(string statement, string message) =>
        Refusal.ValidationAsync(
            "Validation failed in TransactStatements[0]: " + message,
            dynamo.TransactAsync(string.Format(null, statement, Simple)));

    [Fact]
    public Task Reads_and_writes_do_not_mix() => Refusal.ValidationAsync(
        "ExecuteTransaction API does not support both read and write operations in the same request.",
        dynamo.TransactAsync(
            $"SELECT * FROM {Simple} WHERE pk = 'x'", $"UPDATE {Simple} SET a = 1 WHERE pk = 'y'"));

    [Fact]
    public Task Two_statements_are_not_about_one_item() => Refusal.ValidationAsync(
        "Transaction request cannot include multiple operations on one item",
        dynamo.TransactAsync(
            $"UPDATE {Simple} SET a = 1 WHERE pk = 'x'", $"DELETE FROM {Simple} WHERE pk = 'x'"));

    [Fact]
    public Task A_transaction_has_statements() => Refusal.ValidationAboutAsync(
        "'transactStatements' failed to satisfy constraint: Member must have length greater than or equal to 1",
        dynamo.Api.ExecuteTransactionAsync(new() { TransactStatements = [] }));
}
