namespace GlobalTables.RegionNode.Model;

/// <summary>Every bound of the node: DynamoDB's, and ours.</summary>
static class Limits
{
    // DynamoDB's: Constraints.html and the service's model of its own API.
    public const int ItemBytesMax = 400 * 1024;
    public const int PartitionKeyBytesMax = 2048;
    public const int SortKeyBytesMax = 1024;

    /// <summary>Levels of values: a scalar in an attribute is one, a scalar in a list two.</summary>
    public const int NestingDepthMax = 32;

    public const int PageBytesMax = 1024 * 1024;
    public const int RequestBytesMax = 16 * 1024 * 1024;
    public const int ExpressionBytesMax = 4096;
    public const int ExpressionOperatorsMax = 300;
    public const int InOperandsMax = 100;
    public const int PathDepthMax = 32;

    // Ours.
    public const int CommitBatchMax = 256;
    public const int ExpressionCacheMax = 1024;
}
