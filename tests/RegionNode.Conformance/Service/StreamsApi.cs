using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>
/// DynamoDB Streams in plain JSON: the client of the SDK is a package of its own, which is not to be had everywhere.
/// </summary>
sealed class StreamsApi : IDisposable
{
    readonly HttpClient client = new();
    readonly Dynamo dynamo;

    public StreamsApi(Dynamo dynamo)
    {
        Assert.SkipWhen(dynamo.IsReal, "Plain JSON goes without a signature, which DynamoDB does not take.");
        this.dynamo = dynamo;
    }

    public async Task<JsonNode> OkAsync(string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request);
        Assert.True(status == HttpStatusCode.OK, $"{operation} {request}: {answer}");
        return answer;
    }

    /// <summary>The message of the error of that name.</summary>
    public async Task<string> RefusalAsync(string code, string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request);
        Assert.Equal((HttpStatusCode.BadRequest, code), (status, ((string?)answer["__type"])?.Split('#')[^1]));
        return (string)answer["message"]!;
    }

    public async Task<JsonNode> DescribeAsync(string arn) =>
        (await OkAsync("DescribeStream", new() { ["StreamArn"] = arn }))["StreamDescription"]!;

    public async Task<string> IteratorAsync(string arn, string shard, string type, string? sequence = null)
    {
        var request = new JsonObject { ["StreamArn"] = arn, ["ShardId"] = shard, ["ShardIteratorType"] = type };
        if (sequence is not null)
        {
            request["SequenceNumber"] = sequence;
        }

        return (string)(await OkAsync("GetShardIterator", request))["ShardIterator"]!;
    }

    public Task<JsonNode> RecordsAsync(string iterator) =>
        OkAsync("GetRecords", new() { ["ShardIterator"] = iterator });

    /// <summary>All records of the stream, shard after shard, once there are so many.</summary>
    public async Task<List<JsonNode>> AllAsync(string arn, int count)
    {
        // The service takes a moment; here there is nothing to wait for.
        for (var attempt = 0; ; attempt++)
        {
            var records = new List<JsonNode>();
            foreach (var shard in (await DescribeAsync(arn))["Shards"]!.AsArray())
            {
                var iterator = await IteratorAsync(arn, (string)shard!["ShardId"]!, "TRIM_HORIZON");
                var page = await RecordsAsync(iterator);
                records.AddRange(page["Records"]!.AsArray()!);
            }

            if (records.Count >= count || attempt == 20)
            {
                Assert.Equal(count, records.Count);
                return records;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    public void Dispose() => client.Dispose();

    async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, dynamo.Endpoint)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.ToJsonString())),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        message.Headers.Add("X-Amz-Target", "DynamoDBStreams_20120810." + operation);
        message.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=conformance/20260101/{dynamo.Region}/dynamodb/aws4_request, "
            + "SignedHeaders=host, Signature=0");
        using var answer = await client.SendAsync(message);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
