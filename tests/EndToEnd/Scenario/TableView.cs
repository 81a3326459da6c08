using System.Text.Json.Nodes;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>A GlobalTable as the API server shows it.</summary>
sealed record TableView(JsonNode Object)
{
    public long Generation => (long)Object["metadata"]!["generation"]!;

    public JsonNode? Status => Object["status"];

    public IReadOnlyList<string> Wanted =>
        [.. Object["spec"]!["replicas"]!.AsArray().Select(replica => (string)replica!["region"]!)];

    public IReadOnlyList<JsonNode> Replicas => [.. (Status?["replicas"]?.AsArray() ?? []).Select(replica => replica!)];

    public long Epoch => (long?)Status?["group"]?["epoch"] ?? 0;

    public JsonNode? Replica(string region) =>
        Replicas.FirstOrDefault(replica => (string?)replica["region"] == region);

    /// <summary>As in <c>True AllReplicasActive</c>; null while there is none for this generation.</summary>
    public string? Condition(string type)
    {
        var condition = (Status?["conditions"]?.AsArray() ?? []).FirstOrDefault(one => (string?)one!["type"] == type);
        return (long?)condition?["observedGeneration"] == Generation
            ? $"{condition!["status"]} {condition["reason"]}"
            : null;
    }

    /// <summary>Finished: ready, nothing under way, nothing wrong, all at this generation.</summary>
    public bool IsSettled =>
        Condition("Ready") == "True AllReplicasActive"
        && Condition("Progressing") == "False Settled"
        && Condition("Degraded") == "False AsExpected";

    /// <summary>What is most told of it in one line.</summary>
    public override string ToString() =>
        $"{Object["metadata"]!["name"]} Ready={Condition("Ready")} Progressing={Condition("Progressing")} "
        + $"Degraded={Condition("Degraded")} "
        + string.Join(", ", Replicas.Select(replica => $"{replica["region"]} {replica["replicaStatus"]}"));
}
