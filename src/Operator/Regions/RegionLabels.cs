using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>How what belongs to a region is marked.</summary>
static class RegionLabels
{
    public const string Name = "app.kubernetes.io/name";
    public const string Instance = "app.kubernetes.io/instance";
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string PartOf = "app.kubernetes.io/part-of";
    public const string Component = "app.kubernetes.io/component";

    /// <summary>The region that an object, or a whole namespace with its volumes, belongs to.</summary>
    public const string Region = ApiGroup.Name + "/region";

    /// <summary>On a Region that nobody wrote: a table named it.</summary>
    public const string AutoCreated = ApiGroup.Name + "/auto-created";

    public const string NodeName = "regionnode";
    public const string Operator = "globaltables-operator";
    public const string Product = "globaltables";

    /// <summary>What the informers of the region's objects ask for.</summary>
    public const string ManagedByOperator = ManagedBy + "=" + Operator;

    /// <summary>What every object of the region carries.</summary>
    public static Dictionary<string, string> Of(V1Alpha1Region region) => new(StringComparer.Ordinal)
    {
        [Name] = NodeName,
        [Instance] = region.Metadata.Name,
        [ManagedBy] = Operator,
        [PartOf] = Product,
        [Region] = region.Metadata.Name,
    };

    /// <summary>What picks the region's pods; a StatefulSet's can never change.</summary>
    public static Dictionary<string, string> Selector(V1Alpha1Region region) => new(StringComparer.Ordinal)
    {
        [Name] = NodeName,
        [Instance] = region.Metadata.Name,
    };

    public static string SelectorText(V1Alpha1Region region) => string.Join(
        ',', Selector(region).OrderBy(label => label.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    public static bool IsManaged(V1ObjectMeta metadata) => ValueOf(metadata, ManagedBy) == Operator;

    public static string? RegionOf(V1ObjectMeta metadata) => ValueOf(metadata, Region);

    public static string? ValueOf(V1ObjectMeta metadata, string label) =>
        metadata.Labels is { } labels && labels.TryGetValue(label, out var value) ? value : null;
}
