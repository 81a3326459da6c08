using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Text;
using GlobalTables.RegionNode.Http;

namespace GlobalTables.RegionNode.Tests.Http;

public sealed class EndpointComponentTests
{
    [Fact]
    public async Task An_answer_tells_its_checksum_and_a_request_id()
    {
        await using var api = await Api.StartAsync();
        var answer = await api.SendAsync("ListTables", "{}");
        var body = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal("""{"TableNames":[]}""", Encoding.UTF8.GetString(body));
        Assert.Equal("application/x-amz-json-1.0", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(52, answer.Headers.GetValues("x-amzn-RequestId").Single().Length);
        Assert.Equal(
            Crc32.HashToUInt32(body).ToString(CultureInfo.InvariantCulture),
            answer.Headers.GetValues("X-Amz-Crc32").Single());
    }

    [Fact]
    public async Task Request_ids_differ()
    {
        await using var api = await Api.StartAsync();
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var answer = await api.SendAsync("ListTables", "{}");
            Assert.True(ids.Add(answer.Headers.GetValues("x-amzn-RequestId").Single()));
        }
    }

    [Fact]
    public async Task GET_says_that_the_endpoint_is_healthy()
    {
        await using var api = await Api.StartAsync();
        var answer = await api.SendRawAsync(null, [], HttpMethod.Get);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("healthy", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Other_methods_have_no_operation()
    {
        await using var api = await Api.StartAsync();
        var answer = await api.SendRawAsync(null, [], HttpMethod.Delete);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ListTables")]
    [InlineData("DynamoDB_20120810.")]
    [InlineData("DynamoDB_20120810.listtables")]
    [InlineData("DynamoDB_20120810.NoSuchOperation")]
    [InlineData("DynamoDB_20111205.ListTables")]
    public async Task An_unknown_target_is_an_unknown_operation(string? target)
    {
        await using var api = await Api.StartAsync();
        var answer = await api.SendRawAsync(target, "{}"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            """{"__type":"com.amazon.coral.service#UnknownOperationException"}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} x")]
    [InlineData("""{"TableName":"things",}""")]
    [InlineData("""{"TableName":5}""")]
    [InlineData("""{"TableName":{"S":"t"}}""")]
    [InlineData("""{"TableName":"\ud800"}""")]
    [InlineData("""{"TableName":"things","Key":[]}""")]
    [InlineData("""{"TableName":"things","Key":{"pk":"x"}}""")]
    [InlineData("""{"TableName":"things","Key":{"pk":{"S":"\ud800"}}}""")]
    [InlineData("""{"TableName":"things","Key":{"\ud800":{"S":"a"}}}""")]
    [InlineData("""{"\ud800":"things"}""")]
    [InlineData("""{"TableName":"things","Key":{"pk":{"S":"x"}},"ConsistentRead":[]}""")]
    [InlineData("""{"TableName":"things","Key":{"pk":{"S":"x"}},"ExpressionAttributeNames":"a"}""")]
    [InlineData("""{"TableName":"things","Key":{"pk":{"S":"x"}},"ExpressionAttributeNames":{"#a":5}}""")]
    public async Task What_is_no_request_is_a_serialization_error(string body)
    {
        await using var api = await Api.WithTableAsync();
        var (type, message) = await api.ErrorAsync("GetItem", body);
        Assert.Equal("SerializationException", type);
        Assert.NotEmpty(message);
    }

    [Fact]
    public async Task Invalid_UTF8_is_a_serialization_error()
    {
        await using var api = await Api.WithTableAsync();
        var answer = await api.SendRawAsync("DynamoDB_20120810.ListTables", [(byte)'{', (byte)'"', 0xC3, (byte)'"']);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        await using var api = await Api.WithTableAsync();
        var deep = new StringBuilder().Insert(0, "[", 100_000).Append(']', 100_000);
        var (type, _) = await api.ErrorAsync("PutItem", $$"""{"TableName":"things","Item":{{deep}}}""");
        Assert.Equal("SerializationException", type);

        var unknown = new StringBuilder().Insert(0, "[", 120).Append(']', 120);
        (type, _) = await api.ErrorAsync(
            "PutItem", $$$"""{"TableName":"things","Item":{"pk":{"S":"a"},"x":{"Z":{{{unknown}}} } } }""");
        Assert.Equal("ValidationException", type);
    }

    [Fact]
    public async Task A_body_above_16_MB_is_too_large()
    {
        await using var api = await Api.StartAsync();
        var answer = await api.SendRawAsync("DynamoDB_20120810.ListTables", new byte[(16 * 1024 * 1024) + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Members_may_come_in_any_order_and_with_escapes()
    {
        await using var api = await Api.WithTableAsync();
        await api.PutAsync("""{"pk":{"S":"a"},"x":{"N":"1.0"}}""");
        var answer = await api.TextAsync(
            "GetItem", """ { "K\u0065y" : {"p\u006b":{"S":"\u0061"}}, "Unknown":[1,{}], "TableName" : "things" } """);
        Assert.Equal("""{"Item":{"pk":{"S":"a"},"x":{"N":"1"}}}""", answer);
    }

    [Fact]
    public void An_operation_that_is_there_is_not_refused_by_name() =>
        Assert.DoesNotContain(DynamoEndpoint.OperationNames, UnsupportedOperations.Contains);

    [Fact]
    public async Task An_operation_that_is_not_there_yet_is_refused_by_name()
    {
        await using var api = await Api.StartAsync();
        Assert.Equal(
            ("UnknownOperationException", "CreateBackup is not supported by this version of GlobalTables"),
            await api.ErrorAsync("CreateBackup", "{}"));
    }
}
