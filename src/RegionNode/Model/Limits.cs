namespace GlobalTables.RegionNode.Model;

/// <summary>Every bound of the node: DynamoDB's, and ours.</summary>
static class Limits
{
    // DynamoDB's: Constraints.html and the service's model of its own API.
    public const int ItemBytesMax = 400 * 1024;
    public const int PartitionKeyBytesMax = 2048;
    public const int SortKeyBytesMax = 1024;
    public const int NestingDepthMax = 32;
    public const int PageBytesMax = 1024 * 1024;
    public const int TableNameCharactersMax = 255;
    public const int RequestBytesMax = 16 * 1024 * 1024;

    // Ours.
    public const int CommitBatchMax = 256;
    public const int CommitsWaitingMax = 4096;
    public const int FeedBatchRecordsMax = 1000;
    public const int FeedBatchBytesMax = 1024 * 1024;
    public const int DifferenceRowsMax = 20_000;
    public const int ReclaimRowsMax = 500;
    public const int ControlRequestsMax = 100;
}
