using GlobalTables.Contracts;

namespace GlobalTables.Operator.Nodes;

/// <summary>What is known of one region's node at a moment.</summary>
sealed record NodeView
{
    /// <summary>What the node reports; null while it does not answer.</summary>
    public RegionStatus? Status { get; init; }

    /// <summary>What the node reported last; null until it was heard for the first time.</summary>
    public RegionStatus? LastHeard { get; init; }

    /// <summary>Since when the node has not answered; null while it does.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>Why it does not answer, or what it refuses.</summary>
    public string? Failure { get; init; }
}
