using System.Text;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>The bytes of an HTTP request, made once; only the key in it changes.</summary>
sealed class ApiRequest
{
    readonly int keyAt;
    readonly int? dataAt;

    ApiRequest(string operation, string body)
    {
        // Signed as an SDK would, so that the headers are as many; the node does not check it yet.
        const string signature = "AWS4-HMAC-SHA256 Credential=benchmark/20260101/us-east-1/dynamodb/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            + "Signature=0000000000000000000000000000000000000000000000000000000000000000";
        Bytes = Encoding.UTF8.GetBytes(
            $"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
            + $"X-Amz-Target: DynamoDB_20120810.{operation}\r\nX-Amz-Date: 20260101T000000Z\r\n"
            + $"Authorization: {signature}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        keyAt = BenchmarkItems.KeyIn(Bytes);
        dataAt = BenchmarkItems.DataIn(Bytes);
    }

    public byte[] Bytes { get; }

    /// <param name="table">Its name.</param>
    /// <param name="view">What its stream keeps; null for no stream.</param>
    public static ApiRequest CreateTable(string table, string? view = null)
    {
        var stream = view is null ? "" : $$""","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"{{view}}"}""";
        return new("CreateTable", $$"""
            {"TableName":"{{table}}","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]{{stream}}}
            """);
    }

    public static ApiRequest PutItem(string table) => new(
        "PutItem", $$"""{"TableName":"{{table}}","Item":{{Text(BenchmarkItems.Json(0))}}}""");

    public static ApiRequest GetItem(string table) => new(
        "GetItem",
        $$"""{"TableName":"{{table}}","ConsistentRead":true,"Key":{{Text(BenchmarkItems.Key(0))}}}""");

    /// <summary>Makes it the request for that item, with a content of that number.</summary>
    public ApiRequest For(long number, long content = 0)
    {
        BenchmarkItems.WriteKey(number, Bytes.AsSpan(keyAt, BenchmarkItems.KeyChars));
        if (dataAt is { } at)
        {
            BenchmarkItems.WriteKey(content, Bytes.AsSpan(at, BenchmarkItems.KeyChars));
        }

        return this;
    }

    static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
