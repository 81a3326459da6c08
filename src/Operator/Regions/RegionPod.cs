using System.Globalization;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// The template of a region's pod, before what the Region lays over it. Nothing of the operator's own version is in
/// it, so that a new operator restarts nothing; whatever changes here restarts every node, one region at a time.
/// </summary>
static class RegionPod
{
    public const string Container = RegionLabels.NodeName;
    public const string DataVolume = "data";
    public const string DataPath = "/data";

    const string TempVolume = "tmp";
    const long User = 1654; // "app" of the .NET images
    const long TerminationSeconds = 30;

    public static V1PodTemplateSpec For(V1Alpha1Region region, RegionOptions options) => new()
    {
        Metadata = new() { Labels = RegionLabels.Of(region) },
        Spec = new()
        {
            ServiceAccountName = RegionServiceAccount.Name,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = TerminationSeconds,
            ImagePullSecrets = options.NodeImagePullSecrets.Count == 0
                ? null
                : [.. options.NodeImagePullSecrets.Select(name => new V1LocalObjectReference { Name = name })],
            SecurityContext = new()
            {
                RunAsNonRoot = true,
                RunAsUser = User,
                RunAsGroup = User,
                FsGroup = User,
                FsGroupChangePolicy = "OnRootMismatch",
                SeccompProfile = new() { Type = "RuntimeDefault" },
            },
            Containers = [Node(region, options)],
            Volumes = [new() { Name = TempVolume, EmptyDir = new() { SizeLimit = new("64Mi") } }],
        },
    };

    public static string ImageOf(V1Alpha1Region region, RegionOptions options) =>
        string.IsNullOrEmpty(region.Spec.Image) ? options.NodeImage : region.Spec.Image;

    static V1Container Node(V1Alpha1Region region, RegionOptions options) => new()
    {
        Name = Container,
        Image = ImageOf(region, options),
        ImagePullPolicy = options.NodeImagePullPolicy,
        Args =
        [
            "--region", region.Metadata.Name,
            "--data", DataPath,
            "--host", "0.0.0.0",
            "--port", Text(RegionPorts.Api),
            "--peer-port", Text(RegionPorts.Peers),
            "--probe-port", Text(RegionPorts.Probes),
        ],
        Env =
        [
            new() { Name = "DOTNET_gcServer", Value = "0" },
            new() { Name = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", Value = "1" },

            // On the volume, which has room; the temporary folder is for small things and has a bound.
            new() { Name = "SQLITE_TMPDIR", Value = DataPath },
        ],
        Ports =
        [
            Port(RegionPorts.ApiName, RegionPorts.Api),
            Port(RegionPorts.PeersName, RegionPorts.Peers),
            Port(RegionPorts.ProbesName, RegionPorts.Probes),
        ],

        // A volume that was left in the middle of much work is made whole before the node is ready: 10 minutes.
        StartupProbe = Probe("/readyz", periodSeconds: 2, timeoutSeconds: 2, failures: 300),
        ReadinessProbe = Probe("/readyz", periodSeconds: 5, timeoutSeconds: 2, failures: 2),
        LivenessProbe = Probe("/livez", periodSeconds: 10, timeoutSeconds: 5, failures: 6),
        Resources = new()
        {
            Requests = new Dictionary<string, ResourceQuantity>
            {
                ["cpu"] = new("100m"),
                ["memory"] = new("128Mi"),
            },
            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("1Gi") },
        },
        SecurityContext = new()
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            RunAsNonRoot = true,
            Capabilities = new() { Drop = ["ALL"] },
        },
        VolumeMounts =
        [
            new() { Name = DataVolume, MountPath = DataPath },
            new() { Name = TempVolume, MountPath = "/tmp" },
        ],
    };

    static V1ContainerPort Port(string name, int port) => new() { Name = name, ContainerPort = port, Protocol = "TCP" };

    static V1Probe Probe(string path, int periodSeconds, int timeoutSeconds, int failures) => new()
    {
        HttpGet = new() { Path = path, Port = RegionPorts.ProbesName },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = timeoutSeconds,
        FailureThreshold = failures,
    };

    static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
