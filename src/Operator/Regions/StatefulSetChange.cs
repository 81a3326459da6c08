using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Whether a StatefulSet can become another one in place. Only what Kubernetes lets nobody change is compared; what
/// the server adds to it by itself is left out.
/// </summary>
static class StatefulSetChange
{
    public static bool NeedsRecreation(V1StatefulSet live, V1StatefulSet desired) =>
        !JsonNode.DeepEquals(Fixed(live.Spec), Fixed(desired.Spec));

    static JsonObject Fixed(V1StatefulSetSpec spec) => new()
    {
        ["serviceName"] = spec.ServiceName,
        ["podManagementPolicy"] = spec.PodManagementPolicy,
        ["selector"] = Json(spec.Selector),
        ["volumeClaimTemplates"] = new JsonArray([.. (spec.VolumeClaimTemplates ?? []).Select(Fixed)]),
    };

    static JsonNode Fixed(V1PersistentVolumeClaim claim)
    {
        var fields = Json(claim.Spec)!.AsObject();
        if (fields["volumeMode"]?.GetValue<string>() == "Filesystem")
        {
            fields.Remove("volumeMode");
        }

        return new JsonObject
        {
            ["name"] = claim.Metadata.Name,
            ["labels"] = Sorted(claim.Metadata.Labels),
            ["annotations"] = Sorted(claim.Metadata.Annotations),
            ["spec"] = fields,
        };
    }

    static JsonObject Sorted(IDictionary<string, string>? map) => new((map ?? new Dictionary<string, string>())
        .OrderBy(one => one.Key, StringComparer.Ordinal)
        .Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value)));

    static JsonNode? Json(object? value) => JsonNode.Parse(KubernetesJson.Serialize(value));
}
