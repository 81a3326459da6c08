namespace GlobalTables.RegionNode.Replication;

/// <summary>What came from another region cannot be taken in; it is asked for again later.</summary>
sealed class ReplicationException(string message) : Exception(message);
