using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>Why nothing is done for a Region.</summary>
sealed record Refusal(string Reason, string Message);

/// <summary>What a look at a region found and did: all that its status is made of.</summary>
sealed record RegionFindings
{
    public Refusal? Refusal { get; init; }

    public V1StatefulSet? StatefulSet { get; init; }

    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    public IReadOnlyList<V1PersistentVolumeClaim> Claims { get; init; } = [];

    /// <summary>A StatefulSet that was just made or changed says nothing yet of a pod that goes on serving.</summary>
    public int ReadyNodes => StatefulSet switch
    {
        null => 0,
        { Status: { } status } set when status.ObservedGeneration >= set.Metadata.Generation =>
            status.ReadyReplicas ?? 0,
        _ => Pods.Count(IsReady),
    };

    public int TableCount { get; init; }

    /// <summary>Whom a change of the pod waits for.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>The API server's words, when the volume was not allowed to grow.</summary>
    public string? GrowthRefusal { get; init; }

    /// <summary>What the API server did not accept.</summary>
    public string? Failure { get; init; }

    static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null
        && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
