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

    public bool IsValidation => Type == Framework + "ValidationException";

    /// <summary>The stored item as canonical JSON, where the request asked to be told which item failed it.</summary>
    public ReadOnlyMemory<byte> Item { get; private init; }

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

    public static DynamoException TableNotFound(string tableName) =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: Table: {tableName} not found");

    public static DynamoException IndexNotFound(string indexName) =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: Index: {indexName} not found");

    public static DynamoException ResourceNotFound() =>
        new(Service + "ResourceNotFoundException", "Requested resource not found");

    public static DynamoException TableExists(string tableName) => ResourceInUse($"Table already exists: {tableName}");

    public static DynamoException ResourceInUse(string message) => new(Service + "ResourceInUseException", message);

    public static DynamoException LimitExceeded(string message) => new(Service + "LimitExceededException", message);

    public static DynamoException ConditionalCheckFailed(ReadOnlyMemory<byte> item = default) =>
        new(Service + "ConditionalCheckFailedException", "The conditional request failed") { Item = item };

    public static DynamoException InternalServerError(string message) =>
        new(Service + "InternalServerError", message, 500);
}
