using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>Objects to JSON and back, as the library writes them; with the kind, which items of lists lack.</summary>
static class EntityJson
{
    /// <exception cref="JsonException">The JSON is not one of that kind.</exception>
    public static TEntity Read<TEntity>(JsonElement json)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var entity = KubernetesJson.Deserialize<TEntity>(json);
        if (entity?.Metadata?.Name is null)
        {
            throw new JsonException("An object without a name.");
        }

        Stamp(entity);
        return entity;
    }

    public static JsonObject Write<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var json = JsonNode.Parse(KubernetesJson.Serialize(entity))!.AsObject();
        json["apiVersion"] = ApiResource.Of<TEntity>().ApiVersion;
        json["kind"] = ApiResource.Of<TEntity>().Kind;
        return json;
    }

    public static TEntity Clone<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var clone = KubernetesJson.Deserialize<TEntity>(KubernetesJson.Serialize(entity));
        Stamp(clone);
        return clone;
    }

    public static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Who an object is, even when the rest of it cannot be read.</summary>
    public static ObjectKey? KeyOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("metadata", out var metadata)
        && Text(metadata, "name") is { } name
            ? new(Text(metadata, "namespace"), name)
            : null;

    static void Stamp<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        entity.ApiVersion = ApiResource.Of<TEntity>().ApiVersion;
        entity.Kind = ApiResource.Of<TEntity>().Kind;
    }
}
