using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Regions;

/// <summary>The ports of a node.</summary>
static class RegionPorts
{
    public const int Api = 8000;
    public const int Peers = 8001;
    public const int Probes = 8002;

    public const string ApiName = "api";
    public const string PeersName = "peers";
    public const string ProbesName = "probes";
}

/// <summary>Where a region answers inside the cluster.</summary>
static class RegionAddress
{
    /// <summary>DynamoDB's API: only a node that is ready is behind it.</summary>
    public static string Api(V1Alpha1Region region) =>
        $"http://{RegionServices.Clients}.{region.Spec.Namespace}.svc:{RegionPorts.Api}";

    /// <summary>Peers and control: the node is behind it as soon as it runs.</summary>
    public static string Peers(V1Alpha1Region region) =>
        $"http://{RegionServices.PeerNodes}.{region.Spec.Namespace}.svc:{RegionPorts.Peers}";
}
