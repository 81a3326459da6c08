using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// A Region's <c>spec.podTemplate</c> laid over the operator's. What the operator itself relies on stays: the
/// labels, by which the pod is found, and the node's image, arguments, ports and volume.
/// </summary>
static class PodOverlay
{
    const string Path = "spec.podTemplate";

    static readonly string[] MetadataFields = ["labels", "annotations"];

    /// <exception cref="InvalidRegionException">It changes what it may not, or is no pod.</exception>
    public static V1PodTemplateSpec Over(V1PodTemplateSpec template, JsonElement? overlay)
    {
        if (overlay is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
        {
            return template;
        }

        if (JsonNode.Parse(given.GetRawText()) is not JsonObject patch)
        {
            throw new InvalidRegionException($"{Path} must be an object.");
        }

        var below = JsonNode.Parse(KubernetesJson.Serialize(template))!.AsObject();
        var merged = StrategicMerge.Over(below, patch, Path);
        var result = Read(merged);
        RefuseUnknown(merged, JsonNode.Parse(KubernetesJson.Serialize(result)), Path);
        RefuseMetadata(merged["metadata"]);
        RefuseLabels(template, result);
        RefuseNode(template, result);
        return result;
    }

    static V1PodTemplateSpec Read(JsonObject merged)
    {
        try
        {
            return KubernetesJson.Deserialize<V1PodTemplateSpec>(merged.ToJsonString());
        }
        catch (Exception failure) when (failure is JsonException or FormatException or OverflowException)
        {
            throw new InvalidRegionException($"{Path} does not give a pod: {failure.Message}", failure);
        }
    }

    /// <summary>A field that would be lost without a word: misspelt, or of a newer Kubernetes.</summary>
    static void RefuseUnknown(JsonNode? wanted, JsonNode? understood, string path)
    {
        switch (wanted, understood)
        {
            case (JsonObject fields, _):
                foreach (var (name, value) in fields)
                {
                    var found = (understood as JsonObject)?[name];
                    if (found is null && !IsEmpty(value))
                    {
                        throw new InvalidRegionException($"{path}.{name} is no field of a pod that is known here.");
                    }

                    RefuseUnknown(value, found, $"{path}.{name}");
                }

                break;
            case (JsonArray items, JsonArray others) when items.Count == others.Count:
                foreach (var (index, item) in items.Index())
                {
                    RefuseUnknown(item, others[index], $"{path}[{index}]");
                }

                break;
        }
    }

    static bool IsEmpty(JsonNode? value) => value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    static void RefuseMetadata(JsonNode? metadata)
    {
        if ((metadata as JsonObject)?.FirstOrDefault(field => !MetadataFields.Contains(field.Key)).Key is { } other)
        {
            throw May("not set", $"metadata.{other}", "of the metadata, labels and annotations can be added");
        }
    }

    static void RefuseLabels(V1PodTemplateSpec template, V1PodTemplateSpec result)
    {
        foreach (var (label, value) in template.Metadata.Labels)
        {
            if (result.Metadata?.Labels is null
                || !result.Metadata.Labels.TryGetValue(label, out var now)
                || now != value)
            {
                throw May("not change", $"the label {label}", "the operator finds the pod by it");
            }
        }
    }

    static void RefuseNode(V1PodTemplateSpec template, V1PodTemplateSpec result)
    {
        const string Found = "the operator and the services find the node by it";
        var before = Node(template);
        var after = Node(result)
            ?? throw May("not remove", $"the container {RegionPod.Container}", "it is the node");
        Same(before!.Image == after.Image, "the node's image", "set spec.image");
        Same(after.Command is null or [], "the node's command", "the image knows what to start");
        Same(
            before.Args.SequenceEqual(after.Args ?? []),
            "the node's arguments",
            "they say which region it is and where its data is");
        foreach (var port in before.Ports)
        {
            Same(
                after.Ports?.Any(one => one.ContainerPort == port.ContainerPort && one.Name == port.Name) == true,
                $"the node's port {port.Name}",
                Found);
        }

        Same(
            after.VolumeMounts?.SingleOrDefault(mount => mount.MountPath == RegionPod.DataPath) is
                { Name: RegionPod.DataVolume, SubPath: null, SubPathExpr: null, ReadOnlyProperty: not true },
            $"what is mounted at {RegionPod.DataPath}",
            "it is the region's volume");
        Same(
            result.Spec.Volumes?.Any(volume => volume.Name == RegionPod.DataVolume) != true,
            $"the volume {RegionPod.DataVolume}",
            "see spec.storage");
    }

    static V1Container? Node(V1PodTemplateSpec template) =>
        template.Spec?.Containers?.FirstOrDefault(container => container.Name == RegionPod.Container);

    static void Same(bool isSame, string what, string why)
    {
        if (!isSame)
        {
            throw May("not change", what, why);
        }
    }

    static InvalidRegionException May(string verb, string what, string why) =>
        new($"{Path} may {verb} {what}: {why}.");
}
