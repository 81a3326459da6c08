using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>How large a region's volume is to be, and is.</summary>
static class VolumeSize
{
    public const string Resource = "storage";

    /// <exception cref="InvalidRegionException">The size is not a quantity.</exception>
    public static ResourceQuantity Of(V1Alpha1Region region)
    {
        try
        {
            return new(region.Spec.Storage.Size);
        }
        catch (FormatException notOne)
        {
            throw new InvalidRegionException(
                $"spec.storage.size is '{region.Spec.Storage.Size}', which is not a quantity as in 20Gi.", notOne);
        }
    }

    public static ResourceQuantity? Requested(V1PersistentVolumeClaim claim) =>
        Storage(claim.Spec?.Resources?.Requests);

    public static ResourceQuantity? Actual(V1PersistentVolumeClaim claim) => Storage(claim.Status?.Capacity);

    /// <summary>Claims of the region that ask for less than the Region does.</summary>
    public static IEnumerable<V1PersistentVolumeClaim> TooSmall(
        IEnumerable<V1PersistentVolumeClaim> claims, ResourceQuantity wanted) =>
        claims.Where(claim => Requested(claim) is { } requested && requested.ToDecimal() < wanted.ToDecimal());

    /// <summary>True while the storage is still at it: what was asked for is more than what is there.</summary>
    public static bool IsGrowing(V1PersistentVolumeClaim claim) =>
        Requested(claim) is { } requested && Actual(claim) is { } actual && actual.ToDecimal() < requested.ToDecimal();

    static ResourceQuantity? Storage(IDictionary<string, ResourceQuantity>? resources) =>
        resources is not null && resources.TryGetValue(Resource, out var quantity) ? quantity : null;
}
