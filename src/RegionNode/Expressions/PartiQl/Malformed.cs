using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>
/// What statements are refused for, in the service's words. Its parser speaks behind one introduction; what comes
/// after the parser speaks without it, and often says where.
/// </summary>
static class Malformed
{
    public static DynamoException Statement(string detail) =>
        DynamoException.Validation($"Statement wasn't well formed, can't be processed: {detail}");

    /// <summary>What is no token at all is not explained.</summary>
    public static DynamoException Unreadable() => Statement("");

    public static DynamoException At(string message, Place place) =>
        DynamoException.Validation($"{message} at {place}");
}
