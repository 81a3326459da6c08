using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Who may reach the node: every pod of the cluster the API, other nodes and the operator the port of peers and
/// control, which has no login yet. The probes of the kubelet pass every policy.
/// </summary>
static class RegionNetworkPolicy
{
    public const string Name = RegionLabels.NodeName;

    const string NamespaceName = "kubernetes.io/metadata.name";

    public static V1NetworkPolicy For(V1Alpha1Region region, RegionOptions options) => new()
    {
        ApiVersion = $"{V1NetworkPolicy.KubeGroup}/{V1NetworkPolicy.KubeApiVersion}",
        Kind = V1NetworkPolicy.KubeKind,
        Metadata = RegionMetadata.Owned(region, Name),
        Spec = new()
        {
            PodSelector = new() { MatchLabels = RegionLabels.Selector(region) },
            PolicyTypes = ["Ingress"],
            Ingress =
            [
                To(RegionPorts.ApiName, new V1NetworkPolicyPeer { NamespaceSelector = new() }),
                To(RegionPorts.PeersName, Nodes(), Operator(options)),
                To(RegionPorts.ProbesName, [Operator(options), .. Scrapers(options)]),
            ],
        },
    };

    static V1NetworkPolicyIngressRule To(string port, params V1NetworkPolicyPeer[] from) => new()
    {
        FromProperty = from,
        Ports = [new() { Port = port, Protocol = "TCP" }],
    };

    // Both: a pod that only calls itself a node in a namespace of its own is not let in.
    static V1NetworkPolicyPeer Nodes() => new()
    {
        NamespaceSelector = new()
        {
            MatchExpressions = [new() { Key = RegionLabels.Region, OperatorProperty = "Exists" }],
        },
        PodSelector = new()
        {
            MatchLabels = new Dictionary<string, string> { [RegionLabels.Name] = RegionLabels.NodeName },
        },
    };

    static V1NetworkPolicyPeer Operator(RegionOptions options) => new()
    {
        NamespaceSelector = new()
        {
            MatchLabels = new Dictionary<string, string> { [NamespaceName] = options.OperatorNamespace },
        },
        PodSelector = new()
        {
            MatchLabels = new Dictionary<string, string>
            {
                [RegionLabels.PartOf] = RegionLabels.Product,
                [RegionLabels.Component] = "operator",
            },
        },
    };

    static IEnumerable<V1NetworkPolicyPeer> Scrapers(RegionOptions options) => options.MetricsNamespaces.Count == 0
        ? []
        :
        [
            new()
            {
                NamespaceSelector = new()
                {
                    MatchExpressions =
                    [
                        new()
                        {
                            Key = NamespaceName,
                            OperatorProperty = "In",
                            Values = [.. options.MetricsNamespaces.Order(StringComparer.Ordinal)],
                        },
                    ],
                },
            },
        ];
}
