namespace GlobalTables.RegionNode.Conformance;

public sealed class BatchExecuteStatementTests(Dynamo dynamo)
{
    string Simple => $"\"{dynamo.Simple}\"";

    [Fact]
    public async Task Reads_answer_their_items_in_order()
    {
        var one = await dynamo.PutNewAsync(("a", S("1")), ("b", S("2")));
        var other = await dynamo.PutNewAsync(("a", S("3")));
        var answer = await dynamo.ExecuteBatchAsync(
            $"SELECT a FROM {Simple} WHERE pk = '{one}'",
            $"SELECT * FROM {Simple} WHERE pk = '{dynamo.NewName()}'",
            $"SELECT * FROM {Simple} WHERE pk IN ['{other}']");
        Assert.Equal(Text(Map(("a", S("1")))), Text(answer.Responses[0].Item));
        Assert.Equal("nothing", Text(answer.Responses[1].Item));
        Assert.Equal(Text(Item(other, ("a", S("3")))), Text(answer.Responses[2].Item));
        Assert.All(answer.Responses, response => Assert.Equal(dynamo.Simple, response.TableName));
    }

    [Fact]
    public async Task Writes_do_not_depend_on_each_other()
    {
        var there = await dynamo.PutNewAsync(("a", S("old")));
        var inserted = dynamo.NewName();
        var answer = await dynamo.ExecuteBatchAsync(
            $"INSERT INTO {Simple} VALUE {{'pk': '{inserted}', 'a': 'new'}}",
            $"INSERT INTO {Simple} VALUE {{'pk': '{there}'}}",
            $"UPDATE {Simple} SET a = 1 WHERE pk = '{dynamo.NewName()}'");

        Assert.Null(answer.Responses[0].Error);
        Assert.Equal(dynamo.Simple, answer.Responses[0].TableName);
        Assert.Equal("new", (await dynamo.GetAsync(inserted))!["a"].S);
        Assert.Equal(
            [(BatchStatementErrorCodeEnum.DuplicateItem, "Duplicate primary key exists in table"),
             (BatchStatementErrorCodeEnum.ConditionalCheckFailed, "The conditional request failed")],
            answer.Responses.Skip(1).Select(response => (response.Error.Code, response.Error.Message)));
        Assert.Equal("old", (await dynamo.GetAsync(there))!["a"].S);
    }

    [Fact]
    public async Task A_write_returns_what_it_is_asked_to()
    {
        var pk = await dynamo.PutNewAsync(("a", S("old")));
        var answer = await dynamo.ExecuteBatchAsync(
            $"UPDATE {Simple} SET a = 'new' WHERE pk = '{pk}' RETURNING MODIFIED NEW *");
        Assert.Equal(Text(Map(("a", S("new")))), Text(Assert.Single(answer.Responses).Item));
    }

    [Fact]
    public async Task What_is_wrong_with_a_statement_is_told_in_its_place()
    {
        var pk = await dynamo.PutNewAsync();
        var answer = await dynamo.ExecuteBatchAsync(
            $"SLECT * FROM {Simple}",
            $"SELECT * FROM \"{dynamo.NewName()}\" WHERE pk = 'x'",
            $"SELECT * FROM {Simple} WHERE a = 'x'",
            $"SELECT * FROM {Simple} WHERE pk = '{pk}'");
        const string notByKey =
            "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
        Assert.Equal(
            [(BatchStatementErrorCodeEnum.ValidationError,
                "Statement wasn't well formed, can't be processed: Expected data manipulation"),
             (BatchStatementErrorCodeEnum.ResourceNotFound, "Requested resource not found"),
             (BatchStatementErrorCodeEnum.ValidationError, notByKey)],
            answer.Responses.Take(3).Select(response => (response.Error.Code, response.Error.Message)));
        Assert.Equal(pk, answer.Responses[3].Item["pk"].S);
    }

    [Fact]
    public Task Reads_and_writes_do_not_mix() => Refusal.ValidationAsync(
        "Read and write requests together in the same batch is not supported.",
        dynamo.ExecuteBatchAsync(
            $"SELECT * FROM {Simple} WHERE pk = 'x'", $"INSERT INTO {Simple} VALUE {{'pk': '{dynamo.NewName()}'}}"));

    [Fact]
    public Task Two_statements_are_not_about_one_item() => Refusal.ValidationAsync(
        "Provided list of item keys contains duplicates",
        dynamo.ExecuteBatchAsync(
            $"SELECT * FROM {Simple} WHERE pk = 'x'", $"SELECT pk FROM {Simple} WHERE pk = 'x'"));

    [Theory]
    [InlineData(0)]
    [InlineData(26)]
    public Task A_batch_has_one_to_twenty_five_statements(int count) => Refusal.ValidationAboutAsync(
        "'statements' failed to satisfy constraint: Member must have length",
        dynamo.Api.BatchExecuteStatementAsync(new()
        {
            Statements = [.. Enumerable.Range(0, count).Select(at => new BatchStatementRequest
            {
                Statement = $"SELECT * FROM {Simple} WHERE pk = '{at}'",
            })],
        }));

    [Fact]
    public async Task Only_what_succeeds_is_charged()
    {
        var pk = await dynamo.PutNewAsync();
        var answer = await dynamo.Api.BatchExecuteStatementAsync(new()
        {
            Statements =
            [
                new() { Statement = $"SELECT * FROM {Simple} WHERE pk = '{pk}'", ConsistentRead = true },
                new() { Statement = $"SELECT * FROM {Simple} WHERE pk = '{dynamo.NewName()}'" },
                new() { Statement = $"SELECT * FROM {Simple} WHERE a = 'x'" },
            ],
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        Assert.Equal(1.5, Assert.Single(answer.ConsumedCapacity).CapacityUnits);
    }
}
