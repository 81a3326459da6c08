using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>The two names of a region's node: one for clients, one for peers and the operator.</summary>
static class RegionServices
{
    public const string Clients = RegionLabels.NodeName;
    public const string PeerNodes = RegionLabels.NodeName + "-peers";

    public static V1Service ForClients(V1Alpha1Region region) => Service(region, Clients, new()
    {
        Type = "ClusterIP",
        Ports = [Port(RegionPorts.ApiName, RegionPorts.Api, "http")],
    });

    /// <summary>
    /// Without an address of its own, and with the node before it is ready: replication and control must not wait
    /// for readiness.
    /// </summary>
    public static V1Service ForPeers(V1Alpha1Region region) => Service(region, PeerNodes, new()
    {
        Type = "ClusterIP",
        ClusterIP = "None",
        PublishNotReadyAddresses = true,
        Ports =
        [
            Port(RegionPorts.ApiName, RegionPorts.Api, "http"),
            Port(RegionPorts.PeersName, RegionPorts.Peers, "kubernetes.io/h2c"),
            Port(RegionPorts.ProbesName, RegionPorts.Probes, "http"),
        ],
    });

    static V1Service Service(V1Alpha1Region region, string name, V1ServiceSpec spec)
    {
        spec.Selector = RegionLabels.Selector(region);
        return new()
        {
            ApiVersion = V1Service.KubeApiVersion,
            Kind = V1Service.KubeKind,
            Metadata = RegionMetadata.Owned(region, name),
            Spec = spec,
        };
    }

    static V1ServicePort Port(string name, int port, string appProtocol) => new()
    {
        Name = name,
        Port = port,
        TargetPort = name,
        Protocol = "TCP",
        AppProtocol = appProtocol,
    };
}
