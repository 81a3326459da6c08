namespace GlobalTables.RegionNode.Conformance;

public sealed class ExecuteStatementTests(Dynamo dynamo)
{
    string Simple => $"\"{dynamo.Simple}\"";

    string Sorted => $"\"{dynamo.Sorted}\"";

    [Fact]
    public async Task An_INSERT_stores_an_item_of_all_types_that_literals_have()
    {
        var pk = dynamo.NewName();

        var answer = await dynamo.ExecuteAsync($$"""
            INSERT INTO {{Simple}} VALUE {'pk': '{{pk}}', 'n': 1E3, 'd': -1.5e-3, 'q': 'it''s', 't': TRUE, 'o': null,
                'm': {'a': 'b', 'c': [4, 'x']}, 'l': [1, <<'s'>>], 'ns': <<1, 4.50>>, 'ss': <<'a', 'b'>>}
            """);

        Assert.Empty(answer.Items);
        Assert.Equal(
            Text(Item(
                pk, ("n", N("1000")), ("d", N("-0.0015")), ("q", S("it's")), ("t", Bool(true)), ("o", Null()),
                ("m", M(("a", S("b")), ("c", L(N("4"), S("x"))))), ("l", L(N("1"), SS("s"))), ("ns", NS("1", "4.5")),
                ("ss", SS("a", "b")))),
            Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task An_INSERT_takes_parameters_of_every_type()
    {
        var pk = dynamo.NewName();
        await dynamo.ExecuteAsync($"INSERT INTO {Simple} VALUE {{'pk': ?, 'b': ?, 'm': ?}}", S(pk), B(1, 2), M(("x", N("1"))));
        Assert.Equal(Text(Item(pk, ("b", B(1, 2)), ("m", M(("x", N("1")))))), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task An_INSERT_does_not_replace_an_item()
    {
        var pk = await dynamo.PutNewAsync(("a", S("old")));
        await Refusal.OfAsync(
            "DuplicateItemException",
            "Duplicate primary key exists in table",
            dynamo.ExecuteAsync($"INSERT INTO {Simple} VALUE {{'pk': '{pk}', 'a': 'new'}}"));
        Assert.Equal("old", (await dynamo.GetAsync(pk))!["a"].S);
    }

    [Fact]
    public async Task A_SELECT_answers_the_items_of_a_partition()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"), S("c"));
        Assert.Equal(["a", "b", "c"], await SortKeysAsync($"pk = '{pk}'"));
        Assert.Equal(["c", "b", "a"], await SortKeysAsync($"pk = '{pk}' ORDER BY sk DESC"));
        Assert.Equal(["b", "c"], await SortKeysAsync($"pk = '{pk}' AND sk > 'a'"));
        Assert.Equal(["b"], await SortKeysAsync($"pk = '{pk}' AND begins_with(\"sk\", 'b')"));
        Assert.Equal(["b"], await SortKeysAsync($"pk = '{pk}' AND n = 1"));
        Assert.Equal(["a", "c"], await SortKeysAsync($"pk = '{pk}' AND sk IN ['c', 'a']"));
        Assert.Equal(["a", "c"], await SortKeysAsync($"pk = '{pk}' AND NOT sk = 'b'"));
        Assert.Equal(["b", "c"], await SortKeysAsync($"pk = '{pk}' AND NOT sk = 'a' OR pk = '{pk}' AND sk = 'b'"));
        Assert.Empty(await SortKeysAsync($"pk = '{pk}' AND n > 9"));
    }

    [Fact]
    public async Task An_order_without_the_sort_key_runs_backwards()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("a"), S("b"));
        Assert.Equal(["b", "a"], await SortKeysAsync($"pk = '{pk}' ORDER BY pk ASC"));
    }

    [Fact]
    public async Task Several_partitions_come_in_the_order_of_their_keys()
    {
        var one = await dynamo.FillAsync(dynamo.Sorted, S("1"), S("2"));
        var other = one + "-other";
        await dynamo.PutAsync(dynamo.Sorted, Item(other, S("3")));

        Assert.Equal(["3", "1", "2"], await SortKeysAsync($"pk IN ['{one}', '{other}'] ORDER BY pk DESC, sk ASC"));
        Assert.Equal(["1", "2", "3"], await SortKeysAsync($"pk IN ['{one}', '{other}'] ORDER BY pk, sk"));
    }

    [Fact]
    public async Task A_projected_path_is_called_by_its_last_name()
    {
        var pk = await dynamo.PutNewAsync(("m", M(("k", L(S("c"))), ("x", N("1")))), ("a", S("b")));
        var answer = await dynamo.ExecuteAsync($"SELECT m.k[0], m.x, a, gone FROM {Simple} WHERE pk = ?", S(pk));
        Assert.Equal(Text(Map(("k[0]", S("c")), ("x", N("1")), ("a", S("b")))), Text(Assert.Single(answer.Items)));
    }

    [Fact]
    public async Task Pages_hold_every_item_once_and_go_on_from_their_token()
    {
        var one = await dynamo.FillAsync(dynamo.Sorted, S("1"), S("2"), S("3"));
        var other = one + "-other";
        await dynamo.PutAsync(dynamo.Sorted, Item(other, S("4")));
        var request = new ExecuteStatementRequest
        {
            Statement = $"SELECT sk FROM {Sorted} WHERE pk IN ['{one}', '{other}']",
            Limit = 2,
        };

        var first = await dynamo.Api.ExecuteStatementAsync(request);
        Assert.Equal(Text(Item(one, S("2"))), Text(first.LastEvaluatedKey));
        request.NextToken = first.NextToken;
        var second = await dynamo.Api.ExecuteStatementAsync(request);

        Assert.Equal(["1", "2", "3", "4"], first.Items.Concat(second.Items).Select(item => item["sk"].S));
    }

    [Fact]
    public async Task A_token_belongs_to_its_statement()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("1"), S("2"));
        var request = new ExecuteStatementRequest { Statement = $"SELECT * FROM {Sorted} WHERE pk = '{pk}'", Limit = 1 };
        request.NextToken = (await dynamo.Api.ExecuteStatementAsync(request)).NextToken;
        request.Statement += " AND n >= 0";
        await Refusal.ValidationAboutAsync("NextToken", dynamo.Api.ExecuteStatementAsync(request));
    }

    [Fact]
    public async Task Without_a_partition_key_the_table_is_scanned()
    {
        var mark = dynamo.NewName();
        var pk = await dynamo.PutNewAsync(("mark", S(mark)));
        var items = new List<Dictionary<string, AttributeValue>>();
        var request = new ExecuteStatementRequest
        {
            Statement = $"SELECT pk FROM {Simple} WHERE mark = ?",
            Parameters = [S(mark)],
            ConsistentRead = true,
        };
        do
        {
            var page = await dynamo.Api.ExecuteStatementAsync(request);
            items.AddRange(page.Items);
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);
        Assert.Equal(pk, Assert.Single(items)["pk"].S);
    }

    [Fact]
    public async Task An_UPDATE_changes_an_item_that_is_there()
    {
        var pk = await dynamo.PutNewAsync(
            ("n", N("1")), ("l", L(S("a"))), ("ss", SS("x", "y")), ("gone", S("z")), ("m", M(("a", N("1")))));

        await dynamo.ExecuteAsync($"""
            UPDATE {Simple} SET n = n + 10, l = list_append(l, ['b']) SET ss = set_delete(ss, <<'x'>>) REMOVE gone
                SET m.b = ? WHERE pk = '{pk}' AND n = 1
            """, S("new"));

        Assert.Equal(
            Text(Item(pk, ("n", N("11")), ("l", L(S("a"), S("b"))), ("ss", SS("y")), ("m", M(("a", N("1")), ("b", S("new")))))),
            Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task The_update_may_come_behind_FROM_and_WHERE()
    {
        var pk = await dynamo.PutNewAsync(("n", N("1")));
        await dynamo.ExecuteAsync($"FROM {Simple} WHERE pk = '{pk}' SET n = 2");
        Assert.Equal("2", (await dynamo.GetAsync(pk))!["n"].N);
    }

    [Fact]
    public async Task An_UPDATE_of_no_item_fails_as_a_condition_does()
    {
        var pk = dynamo.NewName();
        await Refusal.ConditionAsync(dynamo.ExecuteAsync($"UPDATE {Simple} SET a = 1 WHERE pk = '{pk}'"));
        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Fact]
    public async Task What_WHERE_asks_besides_the_key_is_a_condition()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));
        await Refusal.ConditionAsync(dynamo.ExecuteAsync($"UPDATE {Simple} SET b = 1 WHERE pk = '{pk}' AND a = 'y'"));
        await Refusal.ConditionAsync(
            dynamo.ExecuteAsync($"DELETE FROM {Simple} WHERE pk = '{pk}' AND NOT begins_with(a, 'x')"));
        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(await dynamo.GetAsync(pk)));
    }

    [Fact]
    public async Task A_failed_condition_tells_the_item_where_it_is_asked_to()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));
        var refusal = await Refusal.ConditionAsync(dynamo.Api.ExecuteStatementAsync(new()
        {
            Statement = $"DELETE FROM {Simple} WHERE pk = '{pk}' AND a = 'y'",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        }));
        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(refusal.Item));
    }

    [Fact]
    public async Task A_DELETE_of_no_item_succeeds_whatever_it_asks_besides()
    {
        var answer = await dynamo.ExecuteAsync(
            $"DELETE FROM {Simple} WHERE pk = '{dynamo.NewName()}' AND a = 'x' RETURNING ALL OLD *");
        Assert.Empty(answer.Items);
    }

    [Fact]
    public async Task A_DELETE_returns_the_item_where_it_is_asked_to()
    {
        var pk = await dynamo.PutNewAsync(("a", S("x")));
        var answer = await dynamo.ExecuteAsync($"DELETE FROM {Simple} WHERE pk = '{pk}' RETURNING ALL OLD *");
        Assert.Equal(Text(Item(pk, ("a", S("x")))), Text(Assert.Single(answer.Items)));
        Assert.Null(await dynamo.GetAsync(pk));
    }

    [Theory]
    [InlineData("SET a = 'new'", "ALL OLD", "{a=S:old, keep=S:same}")]
    [InlineData("SET a = 'new'", "ALL NEW", "{a=S:new, keep=S:same}")]
    [InlineData("SET a = 'new'", "MODIFIED OLD", "{a=S:old}")]
    [InlineData("SET a = 'new'", "MODIFIED NEW", "{a=S:new}")]
    [InlineData("REMOVE a", "MODIFIED OLD", "{a=S:old}")]
    [InlineData("REMOVE a", "MODIFIED NEW", null)]
    [InlineData("SET b = 1", "MODIFIED OLD", null)]
    public async Task An_UPDATE_returns_what_it_is_asked_to(string change, string asked, string? returned)
    {
        var pk = await dynamo.PutNewAsync(("a", S("old")), ("keep", S("same")));
        var answer = await dynamo.ExecuteAsync($"UPDATE {Simple} {change} WHERE pk = '{pk}' RETURNING {asked} *");
        foreach (var item in answer.Items)
        {
            Assert.Equal(asked.StartsWith("ALL", StringComparison.Ordinal), item.Remove("pk"));
        }

        Assert.Equal(returned, answer.Items.Count == 0 ? null : Text(Assert.Single(answer.Items)));
    }

    [Theory]
    [InlineData("DELETE FROM {0} WHERE a = 'x'")]
    [InlineData("UPDATE {0} SET a = 1")]
    [InlineData("UPDATE {0} SET a = 1 WHERE pk IN ['x']")]
    [InlineData("UPDATE {0} SET a = 1 WHERE pk = 'x' OR a = 1")]
    public Task A_write_names_its_item(string statement) => Refusal.ValidationAsync(
        "Where clause does not contain a mandatory equality on all key attributes",
        dynamo.ExecuteAsync(string.Format(null, statement, Simple)));

    [Fact]
    public Task A_write_names_one_item() => Refusal.ValidationAsync(
        "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported",
        dynamo.ExecuteAsync($"DELETE FROM {Simple} WHERE pk = 'x' AND pk = 'y'"));

    [Fact]
    public Task A_table_that_is_not_there_is_not_found() =>
        Refusal.NoTableAsync(dynamo.ExecuteAsync($"SELECT * FROM \"{dynamo.NewName()}\" WHERE pk = 'x'"));

    [Fact]
    public Task An_index_that_is_not_there_is_told_without_its_name() => Refusal.ValidationAsync(
        "The table does not have the specified index",
        dynamo.ExecuteAsync($"SELECT * FROM {Simple}.\"index\" WHERE pk = 'x'"));

    [Fact]
    public Task EXISTS_is_for_transactions() => Refusal.ValidationAsync(
        "EXISTS can only be used in ExecuteTransaction write requests.",
        dynamo.ExecuteAsync($"EXISTS(SELECT * FROM {Simple} WHERE pk = 'x' AND a IS MISSING)"));

    [Fact]
    public Task Parameters_are_looked_at_before_the_statement() => Refusal.ValidationAsync(
        "One or more parameter values were invalid: Input collection [a, a] contains duplicates.",
        dynamo.ExecuteAsync($"UPDATE {Simple} SET WHERE", SS("a", "a")));

    [Fact]
    public Task Each_parameter_that_is_asked_for_is_given() => Refusal.ValidationAsync(
        "Number of parameters in request and statement don't match.",
        dynamo.ExecuteAsync($"SELECT * FROM {Simple} WHERE pk = ? AND a = ?", S("x")));

    [Fact]
    public async Task Keys_do_not_change()
    {
        var pk = await dynamo.PutNewAsync();
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key",
            dynamo.ExecuteAsync($"UPDATE {Simple} SET pk = 'x' WHERE pk = '{pk}'"));
    }

    [Fact]
    public async Task Reads_and_writes_cost_what_they_cost_as_requests()
    {
        var pk = await dynamo.FillAsync(dynamo.Sorted, S("1"));
        var request = new ExecuteStatementRequest
        {
            Statement = $"SELECT * FROM {Sorted} WHERE pk = '{pk}'",
            ReturnConsumedCapacity = ReturnConsumedCapacity.INDEXES,
        };
        Assert.Equal(0.5, (await dynamo.Api.ExecuteStatementAsync(request)).ConsumedCapacity.Table.CapacityUnits);
        request.ConsistentRead = true;
        Assert.Equal(1.0, (await dynamo.Api.ExecuteStatementAsync(request)).ConsumedCapacity.CapacityUnits);
        request.ConsistentRead = null;
        request.Statement = $"DELETE FROM {Sorted} WHERE pk = '{pk}' AND sk = '1'";
        Assert.Equal(1.0, (await dynamo.Api.ExecuteStatementAsync(request)).ConsumedCapacity.CapacityUnits);
    }

    async Task<IEnumerable<string>> SortKeysAsync(string where)
    {
        var answer = await dynamo.Api.ExecuteStatementAsync(new()
        {
            Statement = $"SELECT pk, sk FROM {Sorted} WHERE {where}",
            ConsistentRead = true,
        });
        return answer.Items.Select(item => item["sk"].S);
    }
}
