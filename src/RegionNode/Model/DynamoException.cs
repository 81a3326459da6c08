namespace GlobalTables.RegionNode.Model;

/// <summary>
/// The API says no. Every error that a client can see is made here, in DynamoDB's words; it is written to the
/// wire in one place.
/// </summary>
sealed class DynamoException : Exception
{
    const string Service = "com.amazonaws.dynamodb.v20120810#";
    const string Framework = "com.amazon.coral.validate#";
    const string Protocol = "com.amazon.coral.service#";

    DynamoException(string type, string message, int statusCode = 400)
        : base(message)
    {
        Type = type;
        StatusCode = statusCode;
    }

    /// <summary>The qualified error name, the answer's <c>__type</c>.</summary>
    public string Type { get; }

    public int StatusCode { get; }

    /// <summary>The error's name where it is told of one statement or action among several.</summary>
    public string StatementCode => Type[(Type.IndexOf('#', StringComparison.Ordinal) + 1)..] switch
    {
        "ValidationException" or "SerializationException" => "ValidationError",
        "InternalServerError" => "InternalServerError",
        var name => name.Replace("Exception", "", StringComparison.Ordinal),
    };

    public bool IsConditionalCheckFailed => Type == Service + "ConditionalCheckFailedException";

    public bool IsValidation => Type == Framework + "ValidationException";

    /// <summary>The stored item as canonical JSON, where the request asked to be told which item failed it.</summary>
    public ReadOnlyMemory<byte> Item { get; private init; }

    /// <summary>Why a transaction was cancelled, one for each of its actions; empty for every other error.</summary>
    public IReadOnlyList<CancellationReason> Reasons { get; private init; } = [];

    public static DynamoException Validation(string message) => new(Framework + "ValidationException", message);

    public static DynamoException InvalidParameter(string message) =>
        Validation("One or more parameter values were invalid: " + message);

    public static DynamoException MissingParameter(string parameter) =>
        Validation($"The parameter '{parameter}' is required but was not present in the request");

    /// <summary>As where a policy denies it: clients do not try again.</summary>
    public static DynamoException AccessDenied(string message) => new(Protocol + "AccessDeniedException", message);

    /// <summary>The parameter is DynamoDB's, and what it asks for is not built yet.</summary>
    public static DynamoException NotSupported(string parameter) =>
        InvalidParameter($"{parameter} is not supported by this version of GlobalTables");

    /// <param name="units">What is there already.</param>
    /// <param name="of">The table, or an index.</param>
    public static DynamoException ThroughputUnchanged(Throughput units, string of = "table") => Validation(
        $"The provisioned throughput for the {of} will not change. The requested value equals the current value. "
        + $"Current ReadCapacityUnits provisioned for the {of}: {units.ReadUnits}. "
        + $"Requested ReadCapacityUnits: {units.ReadUnits}. "
        + $"Current WriteCapacityUnits provisioned for the {of}: {units.WriteUnits}. "
        + $"Requested WriteCapacityUnits: {units.WriteUnits}. "
        + "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.");

    public static DynamoException Serialization(string message) => new(Protocol + "SerializationException", message);

    public static DynamoException RequestTooLarge() => new(
        Protocol + "RequestEntityTooLargeException",
        $"The request is larger than {Limits.RequestBytesMax} bytes",
        413);

    public static DynamoException UnknownOperation() => new(Protocol + "UnknownOperationException", "");

    /// <summary>The operation is DynamoDB's, and is not built yet.</summary>
    public static DynamoException OperationNotSupported(string operation) => new(
        Protocol + "UnknownOperationException",
        $"{operation} is not supported by this version of GlobalTables");

    public static DynamoException TableNotFound(string tableName) => NoSuchResource($"Table: {tableName}");

    /// <param name="resource">What is not there.</param>
    /// <param name="where">Where it is not.</param>
    public static DynamoException NoSuchResource(string resource, string where = "") =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: {resource} not found{where}");

    /// <summary>What operations about backups say where others say <see cref="TableNotFound"/>.</summary>
    public static DynamoException NoTableToBackUp(string tableName) =>
        new(Service + "TableNotFoundException", $"Table not found: {tableName}");

    /// <summary>Nothing of that kind has that name or ARN.</summary>
    /// <param name="kind">As errors are named: Backup, Export, Import.</param>
    /// <param name="name">What was asked for.</param>
    public static DynamoException NotFound(string kind, string name) =>
        new(Service + kind + "NotFoundException", $"{kind} not found: {name}");

    public static DynamoException GlobalTableNotFound(string name) =>
        new(Service + "GlobalTableNotFoundException", $"Global table with name: '{name}' does not exist.");

    public static DynamoException OldGlobalTables() => InvalidParameter(
        "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables "
        + "version 2019.11.21, instead of version 2017.11.29 (Legacy).");

    /// <summary>The same, of a table that is there and has no replicas.</summary>
    public static DynamoException NotGlobal(string name) =>
        new(Service + "ResourceNotFoundException", $"Global table with name: '{name}' does not exist.");

    public static DynamoException PolicyNotFound(string arn) => new(
        Service + "PolicyNotFoundException", $"Resource-based policy not found for the provided ResourceArn: {arn}");

    public static DynamoException IndexNotFound(string indexName) =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: Index: {indexName} not found");

    public static DynamoException ResourceNotFound() =>
        new(Service + "ResourceNotFoundException", "Requested resource not found");

    public static DynamoException StreamNotFound(string arn) =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: Stream: {arn} not found");

    public static DynamoException ShardNotFound() =>
        new(Service + "ResourceNotFoundException", "Requested resource not found: Shard does not exist");

    public static DynamoException ExpiredIterator() =>
        new(Service + "ExpiredIteratorException", "Shard iterator has expired");

    public static DynamoException TrimmedDataAccess() =>
        new(Service + "TrimmedDataAccessException", "The data you are trying to access has been trimmed");

    public static DynamoException TableExists(string tableName) => ResourceInUse($"Table already exists: {tableName}");

    public static DynamoException ResourceInUse(string message) => new(Service + "ResourceInUseException", message);

    public static DynamoException LimitExceeded(string message) => new(Service + "LimitExceededException", message);

    public static DynamoException ConditionalCheckFailed(ReadOnlyMemory<byte> item = default) =>
        new(Service + "ConditionalCheckFailedException", "The conditional request failed") { Item = item };

    public static DynamoException DuplicateItem() =>
        new(Service + "DuplicateItemException", "Duplicate primary key exists in table");

    public static DynamoException TransactionCanceled(IReadOnlyList<CancellationReason> reasons) => new(
        Service + "TransactionCanceledException",
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        + $"[{string.Join(", ", reasons.Select(reason => reason.Code))}]")
    {
        Reasons = reasons,
    };

    public static DynamoException IdempotentParameterMismatch() => new(
        Service + "IdempotentParameterMismatchException",
        "The ClientRequestToken was already used for a request with other parameters");

    public static DynamoException InternalServerError(string message) =>
        new(Service + "InternalServerError", message, 500);
}
