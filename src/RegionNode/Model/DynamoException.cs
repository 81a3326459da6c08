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

    public static DynamoException Serialization(string message) => new(Protocol + "SerializationException", message);

    public static DynamoException UnknownOperation() => new(Protocol + "UnknownOperationException", "");

    public static DynamoException TableNotFound(string tableName) =>
        new(Service + "ResourceNotFoundException", $"Requested resource not found: Table: {tableName} not found");

    public static DynamoException ResourceNotFound() =>
        new(Service + "ResourceNotFoundException", "Requested resource not found");

    public static DynamoException ResourceInUse(string message) => new(Service + "ResourceInUseException", message);

    public static DynamoException LimitExceeded(string message) => new(Service + "LimitExceededException", message);

    public static DynamoException ConditionalCheckFailed(ReadOnlyMemory<byte> item = default) =>
        new(Service + "ConditionalCheckFailedException", "The conditional request failed") { Item = item };

    public static DynamoException InternalServerError(string message) =>
        new(Service + "InternalServerError", message, 500);
}
