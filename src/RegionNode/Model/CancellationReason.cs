namespace GlobalTables.RegionNode.Model;

/// <summary>What one action of a transaction has to do with its cancellation.</summary>
/// <param name="Code">As the service has them; <c>None</c> where it is not this action's fault.</param>
/// <param name="Message">Absent where there is nothing to say.</param>
/// <param name="Item">The stored item as canonical JSON, where the action asked to be told.</param>
readonly record struct CancellationReason(
    string Code, string? Message = null, ReadOnlyMemory<byte> Item = default)
{
    public static CancellationReason None { get; } = new("None");

    /// <summary>What would be the error of a request is the reason of a cancellation.</summary>
    public static CancellationReason Of(DynamoException refusal) => new(refusal.StatementCode, refusal.Message);

    public static CancellationReason Invalid(string message) => new("ValidationError", message);

    public static CancellationReason ConditionalCheckFailed(ReadOnlyMemory<byte> item) =>
        new("ConditionalCheckFailed", "The conditional request failed", item);
}
