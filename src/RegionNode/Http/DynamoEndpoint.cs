using System.Collections.Frozen;
using System.Globalization;
using System.IO.Hashing;
using GlobalTables.RegionNode.Http.Operations;
using GlobalTables.RegionNode.Http.Shapes;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// The API's one address: <c>POST /</c> with the operation in a header. What a client can do wrong is answered
/// here with an error of the service, and what goes wrong inside with its internal error.
/// </summary>
sealed partial class DynamoEndpoint(
    TableCatalog tables,
    CommitQueue writer,
    ItemStore items,
    ControlRequests requests,
    RegionConfigStore config,
    StreamStore streams,
    TimeProvider time,
    ILogger<DynamoEndpoint> logger)
{
    const string TargetPrefix = "DynamoDB_20120810.";
    const string StreamsPrefix = "DynamoDBStreams_20120810.";
    const string ContentType = "application/x-amz-json-1.0";

    static readonly FrozenDictionary<string, Operation> Operations = new Dictionary<string, Operation>
    {
        ["BatchExecuteStatement"] = BatchExecuteStatement.RunAsync,
        ["BatchGetItem"] = BatchGetItem.RunAsync,
        ["BatchWriteItem"] = BatchWriteItem.RunAsync,
        ["CreateGlobalTable"] = CreateGlobalTable.RunAsync,
        ["CreateTable"] = CreateTable.RunAsync,
        ["DeleteBackup"] = DeleteBackup.RunAsync,
        ["DeleteItem"] = DeleteItem.RunAsync,
        ["DeleteResourcePolicy"] = DeleteResourcePolicy.RunAsync,
        ["DeleteTable"] = DeleteTable.RunAsync,
        ["DescribeBackup"] = DescribeBackup.RunAsync,
        ["DescribeContinuousBackups"] = DescribeContinuousBackups.RunAsync,
        ["DescribeContributorInsights"] = DescribeContributorInsights.RunAsync,
        ["DescribeEndpoints"] = DescribeEndpoints.RunAsync,
        ["DescribeExport"] = DescribeExport.RunAsync,
        ["DescribeGlobalTable"] = DescribeGlobalTable.RunAsync,
        ["DescribeGlobalTableSettings"] = DescribeGlobalTableSettings.RunAsync,
        ["DescribeImport"] = DescribeImport.RunAsync,
        ["DescribeKinesisStreamingDestination"] = DescribeKinesisStreamingDestination.RunAsync,
        ["DescribeLimits"] = DescribeLimits.RunAsync,
        ["DescribeTable"] = DescribeTable.RunAsync,
        ["DescribeTableReplicaAutoScaling"] = DescribeTableReplicaAutoScaling.RunAsync,
        ["DescribeTimeToLive"] = DescribeTimeToLive.RunAsync,
        ["ExecuteStatement"] = ExecuteStatement.RunAsync,
        ["ExecuteTransaction"] = ExecuteTransaction.RunAsync,
        ["GetItem"] = GetItem.RunAsync,
        ["GetResourcePolicy"] = GetResourcePolicy.RunAsync,
        ["ListBackups"] = ListBackups.RunAsync,
        ["ListContributorInsights"] = ListContributorInsights.RunAsync,
        ["ListExports"] = ListExports.RunAsync,
        ["ListGlobalTables"] = ListGlobalTables.RunAsync,
        ["ListImports"] = ListImports.RunAsync,
        ["ListTables"] = ListTables.RunAsync,
        ["ListTagsOfResource"] = ListTagsOfResource.RunAsync,
        ["PutItem"] = PutItem.RunAsync,
        ["Query"] = Query.RunAsync,
        ["Scan"] = Scan.RunAsync,
        ["TagResource"] = TagResource.RunAsync,
        ["TransactGetItems"] = TransactGetItems.RunAsync,
        ["TransactWriteItems"] = TransactWriteItems.RunAsync,
        ["UntagResource"] = UntagResource.RunAsync,
        ["UpdateContinuousBackups"] = UpdateContinuousBackups.RunAsync,
        ["UpdateGlobalTable"] = UpdateGlobalTable.RunAsync,
        ["UpdateGlobalTableSettings"] = UpdateGlobalTableSettings.RunAsync,
        ["UpdateItem"] = UpdateItem.RunAsync,
        ["UpdateTable"] = UpdateTable.RunAsync,
        ["UpdateTableReplicaAutoScaling"] = UpdateTableReplicaAutoScaling.RunAsync,
        ["UpdateTimeToLive"] = UpdateTimeToLive.RunAsync,
    }.ToFrozenDictionary(pair => pair.Key, pair => RequestTypes.Before(pair.Key, pair.Value));

    static readonly FrozenDictionary<string, Operation> StreamOperations = new Dictionary<string, Operation>
    {
        ["DescribeStream"] = DescribeStream.RunAsync,
        ["GetRecords"] = GetRecords.RunAsync,
        ["GetShardIterator"] = GetShardIterator.RunAsync,
        ["ListStreams"] = ListStreams.RunAsync,
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, Operation>.AlternateLookup<ReadOnlySpan<char>> OperationsBySpan =
        Operations.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenDictionary<string, Operation>.AlternateLookup<ReadOnlySpan<char>> StreamOperationsBySpan =
        StreamOperations.GetAlternateLookup<ReadOnlySpan<char>>();

    readonly ServedRegion served = new(tables, writer, items, requests, config, streams, time);
    readonly RequestIds requestIds = new(time);

    /// <summary>The names of the operations that are there.</summary>
    public static IEnumerable<string> OperationNames => [.. Operations.Keys, .. StreamOperations.Keys];

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-RequestId"] = requestIds.Next();
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            await AnswerOtherMethodsAsync(http);
            return;
        }

        using var answer = new AnswerBody { CalledAs = http.Request.Host.Value ?? "" };
        try
        {
            await RunAsync(http, answer);
        }
        catch (DynamoException no)
        {
            http.Response.StatusCode = no.StatusCode;
            answer.Clear();
            ErrorBody.Write(answer, no);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (failure is StorageException or InvariantException)
        {
            LogFailed(failure, http.Request.Headers["X-Amz-Target"].ToString());
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            answer.Clear();
            ErrorBody.Write(
                answer, DynamoException.InternalServerError("The request failed inside the region's node."));
        }

        await SendAsync(http, answer);
    }

    async ValueTask RunAsync(HttpContext http, AnswerBody answer)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);

        // Signatures are not verified yet: SignatureV4 will stand here.
        var operation = OperationOf(http.Request.Headers["X-Amz-Target"].ToString());
        var request = JsonObject.ReadRequest(body.Utf8);
        await operation(served, request, answer, http.RequestAborted);
        answer.Flush();
    }

    static Operation OperationOf(ReadOnlySpan<char> target)
    {
        if (target.StartsWith(StreamsPrefix, StringComparison.Ordinal)
            && StreamOperationsBySpan.TryGetValue(target[StreamsPrefix.Length..], out var ofStreams))
        {
            return ofStreams;
        }

        if (!target.StartsWith(TargetPrefix, StringComparison.Ordinal))
        {
            throw DynamoException.UnknownOperation();
        }

        var name = target[TargetPrefix.Length..];
        if (OperationsBySpan.TryGetValue(name, out var operation))
        {
            return operation;
        }

        throw UnsupportedOperations.Contains(name.ToString())
            ? DynamoException.OperationNotSupported(name.ToString())
            : DynamoException.UnknownOperation();
    }

    static async ValueTask SendAsync(HttpContext http, AnswerBody answer)
    {
        var checksum = Crc32.HashToUInt32(answer.Written.Span);
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = answer.Length;
        http.Response.Headers["X-Amz-Crc32"] = checksum.ToString(CultureInfo.InvariantCulture);
        await http.Response.BodyWriter.WriteAsync(answer.Written, http.RequestAborted);
    }

    /// <summary>Load balancers ask with GET; for all else there is no operation.</summary>
    static Task AnswerOtherMethodsAsync(HttpContext http)
    {
        http.Response.ContentType = "text/plain";
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            return http.Response.WriteAsync("healthy", http.RequestAborted);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return http.Response.WriteAsync("<UnknownOperationException/>\n", http.RequestAborted);
    }

    [LoggerMessage(100, LogLevel.Error, "{Operation} failed")]
    partial void LogFailed(Exception failure, string operation);
}
