using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Tells one pod template from another, however the library orders their fields: written with sorted names and
/// without what is absent.
/// </summary>
static class TemplateHash
{
    const int Chars = 16;

    public static string Of(V1PodTemplateSpec template)
    {
        var canonical = Sorted(JsonNode.Parse(KubernetesJson.Serialize(template)))?.ToJsonString() ?? "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))[..Chars];
    }

    static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields
            .Where(field => field.Value is not null)
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
