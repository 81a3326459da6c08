using System.Text;
using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

/// <summary>Requests that were right before something in them changed: whatever it is, the answer is no crash.</summary>
public sealed class MutationComponentTests
{
    const int RequestsEach = 60;

    static readonly (string Operation, string Body)[] Requests =
    [
        ("CreateTable", """
            {"TableName":"another","BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1},
             "AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],
             "StreamSpecification":{"StreamEnabled":false},"SSESpecification":{"Enabled":false},"Tags":[],"TableClass":"STANDARD",
             "DeletionProtectionEnabled":false,"OnDemandThroughput":{"MaxReadRequestUnits":-1} }
            """),
        ("DescribeTable", """{"TableName":"things"}"""),
        ("ListTables", """{"Limit":5,"ExclusiveStartTableName":"abc"}"""),
        ("UpdateTable", """{"TableName":"things","BillingMode":"PAY_PER_REQUEST","DeletionProtectionEnabled":true}"""),
        ("UpdateTable", """{"TableName":"things","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}]}"""),
        ("DeleteTable", """{"TableName":"another"}"""),
        ("PutItem", """
            {"TableName":"things","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"m":{"M":{"l":{"L":[{"N":"1"},{"B":"AQI="},{"NULL":true}]}}},
             "ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ=="]},"t":{"BOOL":true}},"ReturnValues":"ALL_OLD",
             "ConditionExpression":"attribute_not_exists(#p) OR size(ss) > :n","ExpressionAttributeNames":{"#p":"pk"},
             "ExpressionAttributeValues":{":n":{"N":"1"}},"ReturnConsumedCapacity":"TOTAL"}
            """),
        ("GetItem", """
            {"TableName":"things","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"ConsistentRead":true,"ProjectionExpression":"m.l[0], #s",
             "ExpressionAttributeNames":{"#s":"ss"},"ReturnConsumedCapacity":"INDEXES"}
            """),
        ("UpdateItem", """
            {"TableName":"things","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"UpdateExpression":"SET m.l[1] = :v, x = if_not_exists(x, :n) + :n ADD ns :ns DELETE ss :ss REMOVE t",
             "ExpressionAttributeValues":{":v":{"S":"v"},":n":{"N":"1"},":ns":{"NS":["3"]},":ss":{"SS":["a"]}},"ReturnValues":"UPDATED_NEW"}
            """),
        ("DeleteItem", """{"TableName":"things","Key":{"pk":{"S":"a"},"sk":{"S":"c"}},"ReturnValues":"ALL_OLD"}"""),
        ("Query", """
            {"TableName":"things","KeyConditionExpression":"pk = :p AND begins_with(sk, :s)","FilterExpression":"contains(ss, :s)",
             "ExpressionAttributeValues":{":p":{"S":"a"},":s":{"S":"b"}},"Limit":3,"ScanIndexForward":false,"Select":"COUNT",
             "ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"bb"}}}
            """),
        ("Scan", """
            {"TableName":"things","Segment":0,"TotalSegments":2,"Limit":3,"ProjectionExpression":"pk","FilterExpression":"attribute_exists(pk)",
             "ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"b"}}}
            """),
        ("BatchGetItem", """
            {"RequestItems":{"things":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}],"ProjectionExpression":"pk"}},"ReturnConsumedCapacity":"TOTAL"}
            """),
        ("BatchWriteItem", """
            {"RequestItems":{"things":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"S":"d"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"S":"e"}}}}]}}
            """),
        ("TransactWriteItems", """
            {"ClientRequestToken":"token","ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE","TransactItems":[
             {"Put":{"TableName":"things","Item":{"pk":{"S":"t"},"sk":{"S":"1"}},"ConditionExpression":"attribute_not_exists(pk)",
              "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}},
             {"Update":{"TableName":"things","Key":{"pk":{"S":"t"},"sk":{"S":"2"}},"UpdateExpression":"ADD #n :n",
              "ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":n":{"N":"1"}}}},
             {"Delete":{"TableName":"things","Key":{"pk":{"S":"t"},"sk":{"S":"3"}}}},
             {"ConditionCheck":{"TableName":"things","Key":{"pk":{"S":"t"},"sk":{"S":"4"}},"ConditionExpression":"attribute_not_exists(pk)"}}]}
            """),
        ("UpdateTimeToLive", """{"TableName":"things","TimeToLiveSpecification":{"AttributeName":"n","Enabled":true}}"""),
        ("DescribeTimeToLive", """{"TableName":"things"}"""),
        ("TransactGetItems", """
            {"ReturnConsumedCapacity":"TOTAL","TransactItems":[
             {"Get":{"TableName":"things","Key":{"pk":{"S":"t"},"sk":{"S":"1"}},"ProjectionExpression":"#p","ExpressionAttributeNames":{"#p":"pk"}}},
             {"Get":{"TableName":"things","Key":{"pk":{"S":"t"},"sk":{"S":"2"}}}}]}
            """),
    ];

    static readonly string[] OddValues =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "99999999999999999999", "\"\"", "\"x\"", "\"\\ud800\"", "[]", "{}",
        "[null]", "[[]]", "{\"S\":\"x\"}", "{\"S\":null}", "{\"x\":null}", "[{\"a\":1}]", "\"\\u0000\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_changed_request_is_answered_or_refused(int seed)
    {
        await using var api = await Api.WithSortedTableAsync();
        var random = new Random(seed);
        foreach (var (operation, body) in Requests)
        {
            await api.SendAsync(operation, body);
            for (var i = 0; i < RequestsEach; i++)
            {
                var changed = random.Next(3) == 0 ? ChangeByte(body, random) : ChangeValue(body, random);
                using var answer = await api.SendRawAsync("DynamoDB_20120810." + operation, changed);
                Assert.True(
                    (int)answer.StatusCode is 200 or 400,
                    $"seed {seed}: {operation} {(int)answer.StatusCode} {Encoding.UTF8.GetString(changed)}");
                _ = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            }
        }
    }

    static byte[] ChangeByte(string body, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    static byte[] ChangeValue(string body, Random random)
    {
        const string mark = "\"the changed value\"";
        var root = JsonNode.Parse(body)!;
        var places = new List<JsonNode>();
        Collect(root, places);
        var odd = OddValues[random.Next(OddValues.Length)];
        places[random.Next(places.Count)].ReplaceWith(JsonValue.Create("the changed value"));
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(mark, odd, StringComparison.Ordinal));
    }

    static void Collect(JsonNode node, List<JsonNode> places)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is not null)
            {
                places.Add(child);
                Collect(child, places);
            }
        }
    }
}
