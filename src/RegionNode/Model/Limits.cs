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
    public const int PlaceholderBytesMax = 255;
    public const int SubstitutionBytesMax = 2 * 1024 * 1024;
    public const int ResponseBytesMax = 16 * 1024 * 1024;
    public const int BatchGetKeysMax = 100;
    public const int BatchWriteItemsMax = 25;
    public const int StatementCharsMax = 8192;
    public const int StatementTokenCharsMax = 32768;
    public const int BatchStatementsMax = 25;
    public const int StatementReadsMax = 50;
    public const int TransactionItemsMax = 100;
    public const int TransactionBytesMax = 4 * 1024 * 1024;
    public const int TimeToLiveAttributeCharsMax = 255;
    public const int RequestTokenCharsMax = 36;
    public const int RequestTokenMinutes = 10;
    public const int ScanSegmentsMax = 1_000_000;
    public const int TableNameCharsMin = 3;
    public const int TableNameCharsMax = 255;
    public const int KeyAttributeNameCharsMax = 255;
    public const int ListTablesMax = 100;
    public const int AccountThroughputUnits = 80_000;
    public const int TableThroughputUnits = 40_000;
    public const int EndpointCacheMinutes = 1440;
    public const int TagsMax = 50;
    public const int TagKeyCharsMax = 128;
    public const int TagValueCharsMax = 256;
    public const int TagsPageMax = 25;
    public const long ThroughputUnitsMax = 1_000_000_000_000;
    public const int ListStreamsMax = 100;
    public const int DescribeStreamShardsMax = 100;
    public const int StreamRecordsMax = 1000;
    public const int StreamPageBytesMax = 1024 * 1024;
    public const int ShardIdCharsMin = 28;
    public const int ShardIdCharsMax = 65;
    public const int SequenceNumberCharsMin = 21;
    public const int SequenceNumberCharsMax = 40;
    public const int ShardIteratorCharsMax = 2048;
    public const int StreamArnCharsMax = 1024;
    public const int IndexNameCharsMin = 3;
    public const int IndexNameCharsMax = 255;
    public const int LocalIndexesMax = 5;
    public const int GlobalIndexesMax = 20;

    /// <summary>Of HASH, and of RANGE attributes, of a global index.</summary>
    public const int IndexKeyAttributesMax = 4;

    public const int NonKeyAttributesMax = 20;

    /// <summary>Of all indexes of a table together.</summary>
    public const int ProjectedAttributesMax = 100;

    /// <summary>Of the items of a partition key, with their entries in local indexes; told, not enforced.</summary>
    public const int ItemCollectionGigabytesMax = 10;

    // Ours.
    public const int CommitBatchMax = 256;
    public const int ExpressionCacheMax = 1024;
    public const int StatementDepthMax = 256;
    public const int StatementBranchesMax = 1000;
    public const int ConstraintsToldMax = 10;
    public const int RegionNameCharsMax = 40;
    public const int CommitsWaitingMax = 4096;
    public const int FeedBatchRecordsMax = 1000;
    public const int FeedBatchBytesMax = 1024 * 1024;
    public const int ApplyRecordsMax = 200;
    public const int DifferenceRowsMax = 20_000;
    public const int ReclaimRowsMax = 500;
    public const int CollectRowsMax = 500;
    public const int ReclaimTokensMax = 500;
    public const int ExpireItemsMax = 200;
    public const int ExpiryRowsMax = 500;
    public const int IndexFillRowsMax = 200;
    public const int IndexFillBytesMax = 1024 * 1024;
    public const int IndexRemovalRowsMax = 1000;
    public const int ParkedRecordsMax = 10_000;
    public const int ReleaseRecordsMax = 200;
    public const int SuspicionsMax = 1000;
    public const int LogStartsMax = 100;
    public const int UnacknowledgedBatchesMax = 64;
    public const int ControlRequestsMax = 100;
    public const int ConflictDaysMax = 7;
    public const int CompareSpanRows = 1024;
    public const int CompareRangeRows = 32;
    public const long CompareBytesMax = 4 * 1024 * 1024;
    public const int FetchKeysMax = 100;

    /// <summary>Of a comparison that nobody waits for.</summary>
    public const int VerifyRowsPerSecond = 10_000;

    public const int DamagedRowsMax = 1000;

    /// <summary>Of each table, as the next one.</summary>
    public const long ConflictEntriesMax = 1_000_000;

    public const long ConflictBytesMax = 512L * 1024 * 1024;
    public const int ConflictsReadMax = 1000;
    public const int ConflictFollowersMax = 16;
}
