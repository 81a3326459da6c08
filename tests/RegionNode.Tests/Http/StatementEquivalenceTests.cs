using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

/// <summary>A statement and the request of the item API that means the same do the same, whatever is drawn.</summary>
public sealed class StatementEquivalenceTests
{
    const string Overlap = "Overlapping conditions with range keys are not supported in where clause";
    const int Draws = 120;

    public static TheoryData<int> Runs => Seeds.Of(4);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_SELECT_answers_what_a_scan_with_its_filter_answers(int seed)
    {
        var random = new Random(seed);
        await using var api = await Api.WithSortedTableAsync();
        for (var i = 0; i < 60; i++)
        {
            await api.PutAsync(DrawnItem(random).ToJsonString());
        }

        var compared = 0;
        for (var i = 0; i < Draws; i++)
        {
            var condition = Drawn.Condition(random, 3);
            var selected = await SelectAsync(api, condition.Statement, random.Next(2) == 0 ? null : random.Next(1, 20));
            if (selected is null)
            {
                continue;
            }

            compared++;
            Assert.Equal(
                (condition.Statement, await ScanAsync(api, condition)),
                (condition.Statement, string.Join('\n', selected.Order(StringComparer.Ordinal))));
        }

        Assert.True(compared > Draws / 4, $"only {compared} statements were compared");
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_SELECT_of_a_partition_comes_in_the_order_of_the_query(int seed)
    {
        var random = new Random(seed);
        await using var api = await Api.WithSortedTableAsync();
        for (var i = 0; i < 60; i++)
        {
            await api.PutAsync(DrawnItem(random).ToJsonString());
        }

        for (var i = 0; i < Draws / 4; i++)
        {
            var condition = Drawn.Condition(random, 2, keys: false);
            var pk = Drawn.Pick(random, Drawn.PartitionKeys);
            var isForward = random.Next(2) == 0;
            var selected = await SelectAsync(
                api,
                $"pk = '{pk}' AND ({condition.Statement}) ORDER BY sk {(isForward ? "ASC" : "DESC")}",
                random.Next(1, 9));
            var request = condition.Request(new JsonObject
            {
                ["TableName"] = "things",
                ["KeyConditionExpression"] = "pk = :pk",
                ["ScanIndexForward"] = isForward,
            }, "FilterExpression");
            request["ExpressionAttributeValues"] ??= new JsonObject();
            request["ExpressionAttributeValues"]![":pk"] = new JsonObject { ["S"] = pk };
            var queried = (await api.OkAsync("Query", request.ToJsonString()))["Items"]!.AsArray().Select(Text);
            Assert.Equal(
                (condition.Statement, string.Join('\n', queried)), (condition.Statement, string.Join('\n', selected!)));
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Statements_write_what_the_requests_for_items_write(int seed)
    {
        var random = new Random(seed);
        await using var api = await Api.WithSortedTableAsync();
        await api.OkAsync("CreateTable", """
            {"TableName":"twins","BillingMode":"PAY_PER_REQUEST",
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}
            """);
        for (var i = 0; i < Draws; i++)
        {
            var write = DrawnWrite(random);
            var ofStatement = await OutcomeAsync(
                api, "ExecuteStatement", new JsonObject { ["Statement"] = write.Statement }.ToJsonString());
            var ofRequest = await OutcomeAsync(api, write.Operation, write.Request.ToJsonString());
            Assert.Equal((write.Statement, ofRequest), (write.Statement, ofStatement));
        }

        Assert.Equal(await AllAsync(api, "twins"), await AllAsync(api, "things"));
    }

    static (string Statement, string Operation, JsonObject Request) DrawnWrite(Random random)
    {
        var pk = Drawn.Pick(random, Drawn.PartitionKeys);
        var sk = $"{random.Next(3)}";
        var key = new JsonObject { ["pk"] = new JsonObject { ["S"] = pk }, ["sk"] = new JsonObject { ["S"] = sk } };
        var where = $"pk = '{pk}' AND sk = '{sk}'";
        var condition = Drawn.Condition(random, 2, keys: false);
        var number = random.Next(9);
        switch (random.Next(4))
        {
            case 0:
                var item = key.DeepClone().AsObject();
                item["n"] = new JsonObject { ["N"] = $"{number}" };
                item["s"] = new JsonObject { ["S"] = "it's" };
                return (
                    $"INSERT INTO things VALUE {{'pk': '{pk}', 'sk': '{sk}', 'n': {number}, 's': 'it''s'}}",
                    "PutItem",
                    new JsonObject
                    {
                        ["TableName"] = "twins",
                        ["Item"] = item,
                        ["ConditionExpression"] = "attribute_not_exists(pk)",
                    });
            case 1:
                return (
                    $"UPDATE things SET n = {number}, m = {{'x': {number}}} REMOVE s WHERE {where} AND ({condition.Statement})",
                    "UpdateItem",
                    Update("SET n = :set, m = :map REMOVE s"));
            case 2:
                return (
                    $"UPDATE \"things\" SET ss = set_add(ss, <<'{number}'>>) WHERE {where} AND ({condition.Statement})",
                    "UpdateItem",
                    Update("ADD ss :add"));
            default:
                var request = condition.Request(
                    new JsonObject { ["TableName"] = "twins", ["Key"] = key }, "ConditionExpression");
                request["ConditionExpression"] = $"attribute_not_exists(pk) OR ({condition.Expression})";
                return ($"DELETE FROM things WHERE {where} AND ({condition.Statement})", "DeleteItem", request);
        }

        JsonObject Update(string expression)
        {
            var request = condition.Request(
                new JsonObject { ["TableName"] = "twins", ["Key"] = key, ["UpdateExpression"] = expression },
                "ConditionExpression");
            request["ConditionExpression"] = $"attribute_exists(pk) AND ({condition.Expression})";
            var values = request["ExpressionAttributeValues"]?.AsObject() ?? [];
            request["ExpressionAttributeValues"] = values;
            if (expression.Contains(":add", StringComparison.Ordinal))
            {
                values[":add"] = new JsonObject { ["SS"] = new JsonArray($"{number}") };
            }
            else
            {
                values[":set"] = new JsonObject { ["N"] = $"{number}" };
                values[":map"] = Map(number);
            }

            return request;
        }
    }

    /// <summary>Done, or the short name of why not; that an item is there already has two names.</summary>
    static async Task<string> OutcomeAsync(Api api, string operation, string body)
    {
        var answer = JsonNode.Parse(await api.TextAsync(operation, body))!;
        return (string?)answer["__type"] is { } type
            ? type.Split('#')[1].Replace("DuplicateItem", "ConditionalCheckFailed", StringComparison.Ordinal)
            : "done";
    }

    static async Task<List<string>?> SelectAsync(Api api, string where, int? limit)
    {
        var items = new List<string>();
        string? token = null;
        do
        {
            var request = new JsonObject
            {
                ["Statement"] = $"SELECT * FROM \"things\" WHERE {where}",
                ["Limit"] = limit,
                ["NextToken"] = token,
            };
            var answer = JsonNode.Parse(await api.TextAsync("ExecuteStatement", request.ToJsonString()))!;
            if ((string?)answer["message"] == Overlap)
            {
                return null;
            }

            Assert.True(answer["Items"] is not null, $"{where}: {answer.ToJsonString()}");
            items.AddRange(answer["Items"]!.AsArray().Select(Text));
            token = (string?)answer["NextToken"];
        }
        while (token is not null);
        return items;
    }

    static async Task<string> ScanAsync(Api api, Drawn condition)
    {
        var request = condition.Request(new JsonObject { ["TableName"] = "things" }, "FilterExpression");
        var answer = await api.OkAsync("Scan", request.ToJsonString());
        return string.Join('\n', answer["Items"]!.AsArray().Select(Text).Order(StringComparer.Ordinal));
    }

    static async Task<string> AllAsync(Api api, string table)
    {
        var answer = await api.OkAsync("Scan", $$"""{"TableName":"{{table}}"}""");
        return string.Join('\n', answer["Items"]!.AsArray().Select(Text));
    }

    /// <summary>The attributes in one order: an answer may have them in any.</summary>
    static string Text(JsonNode? item) => JsonSerializer.Serialize(
        new SortedDictionary<string, JsonNode?>(
            item!.AsObject().ToDictionary(member => member.Key, member => member.Value), StringComparer.Ordinal));

    static JsonObject Map(int x) => new()
    {
        ["M"] = new JsonObject { ["x"] = new JsonObject { ["N"] = $"{x}" } },
    };

    static JsonObject DrawnItem(Random random)
    {
        var item = new JsonObject
        {
            ["pk"] = new JsonObject { ["S"] = Drawn.Pick(random, Drawn.PartitionKeys) },
            ["sk"] = new JsonObject { ["S"] = $"{random.Next(9)}" },
        };
        if (random.Next(4) > 0)
        {
            item["n"] = new JsonObject { ["N"] = $"{random.Next(9)}" };
        }

        if (random.Next(4) > 0)
        {
            item["s"] = new JsonObject { ["S"] = Drawn.Pick(random, Drawn.Texts) };
        }

        if (random.Next(3) == 0)
        {
            item["m"] = Map(random.Next(9));
        }

        return item;
    }
}
