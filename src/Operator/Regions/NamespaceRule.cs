using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Whether a region may live in its namespace. One namespace holds one region, for good: the label stays on it when
/// the Region goes, because the volume stays in it too. Where there is no label yet the older Region has it.
/// </summary>
static class NamespaceRule
{
    const string Default = "default";
    const string SystemPrefix = "kube-";

    /// <param name="found">The namespace; null when there is none.</param>
    /// <returns>Why not; null when it may.</returns>
    public static Refusal? RefusalOf(
        V1Alpha1Region region, V1Namespace? found, IEnumerable<V1Alpha1Region> regions, RegionOptions options)
    {
        var name = region.Spec.Namespace;
        if (name == Default || name == options.OperatorNamespace
            || name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            return new(
                RegionReasons.InvalidSpec,
                $"Namespace {name} is not for regions: give the region a namespace of its own in spec.namespace.");
        }

        if (found is null && !region.Spec.CreateNamespace)
        {
            return new(
                RegionReasons.NamespaceMissing,
                $"Namespace {name} does not exist: create it, or set spec.createNamespace.");
        }

        if (found?.Metadata.DeletionTimestamp is not null)
        {
            return new(RegionReasons.NamespaceMissing, $"Namespace {name} is being deleted.");
        }

        if (found is not null && RegionLabels.RegionOf(found.Metadata) is { } owner)
        {
            return owner == region.Metadata.Name ? null : Taken(
                name, owner, $"its volume may still be there; take the label {RegionLabels.Region} off when it is not");
        }

        return regions.Where(other => IsBefore(other, region)).Select(other => other.Metadata.Name).Min() is { } older
            ? Taken(name, older, "delete one of the two Regions")
            : null;
    }

    /// <summary>What to apply: all of what the operator made; of others' only whose region is in it.</summary>
    public static V1Namespace Desired(V1Alpha1Region region, V1Namespace? found) =>
        found is null || RegionLabels.IsManaged(found.Metadata)
            ? RegionNamespace.For(region)
            : RegionNamespace.Claim(region);

    static Refusal Taken(string name, string by, string hint) => new(
        RegionReasons.NamespaceTaken, $"Namespace {name} belongs to region {by}: {hint}.");

    static bool IsBefore(V1Alpha1Region other, V1Alpha1Region region)
    {
        if (other.Metadata.Uid == region.Metadata.Uid || other.Spec.Namespace != region.Spec.Namespace)
        {
            return false;
        }

        var order = (other.Metadata.CreationTimestamp ?? DateTime.MinValue)
            .CompareTo(region.Metadata.CreationTimestamp ?? DateTime.MaxValue);
        return order < 0
            || (order == 0 && string.CompareOrdinal(other.Metadata.Name, region.Metadata.Name) < 0);
    }
}
