namespace GlobalTables.RegionNode.Model;

/// <summary>The durations of DynamoDB Streams.</summary>
static class StreamTimes
{
    /// <summary>How long a record stays, and a stream that has ended.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>After this a shard is closed, and a child goes on: a reader's place in it is then of one day.</summary>
    public static readonly TimeSpan Shard = TimeSpan.FromHours(4);

    public static readonly TimeSpan Iterator = TimeSpan.FromMinutes(15);
}
