using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>All objects of a region as one YAML file, in the order in which they are applied.</summary>
static class RegionObjects
{
    public static string Yaml(V1Alpha1Region region, RegionOptions options) => string.Join("---\n", All(region, options)
        .Select(one => KubernetesYaml.Serialize(one).ReplaceLineEndings("\n").TrimEnd() + "\n"));

    static IEnumerable<object> All(V1Alpha1Region region, RegionOptions options)
    {
        yield return RegionNamespace.For(region);
        yield return RegionServiceAccount.For(region);
        yield return RegionServices.ForPeers(region);
        yield return RegionServices.ForClients(region);
        yield return RegionNetworkPolicy.For(region, options);
        yield return RegionDisruptionBudget.For(region);
        yield return RegionStatefulSet.For(region, options);
    }
}
