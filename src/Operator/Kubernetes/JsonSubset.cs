using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>Whether all that is wanted is there, in an object that may have more.</summary>
static class JsonSubset
{
    /// <summary>Lists must be of one length, each element holding what is wanted of it.</summary>
    public static bool Holds(JsonNode? wanted, JsonNode? found) => (wanted, found) switch
    {
        (null, _) => true,
        (JsonObject some, JsonObject all) => some.All(field => Holds(field.Value, all[field.Key])),
        (JsonArray some, JsonArray all) =>
            some.Count == all.Count && some.Zip(all).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(wanted, found),
    };
}
