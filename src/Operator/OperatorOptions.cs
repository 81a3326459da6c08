using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Tables;

namespace GlobalTables.Operator;

/// <summary>Everything that the operator is told from outside.</summary>
sealed record OperatorOptions
{
    /// <summary>Where this process runs: the lease lies here.</summary>
    public required string Namespace { get; init; }

    public required bool LeaderElection { get; init; }

    /// <summary>The namespaces whose tables are looked after; null for all.</summary>
    public required IReadOnlyList<string>? WatchNamespaces { get; init; }

    public required int ProbePort { get; init; }

    public required RegionOptions Regions { get; init; }

    public required TableOptions Tables { get; init; }
}
