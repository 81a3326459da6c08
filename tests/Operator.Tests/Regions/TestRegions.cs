using System.Text.Json;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;

namespace GlobalTables.Operator.Tests.Regions;

/// <summary>Regions as users write them, and what the operator was told.</summary>
static class TestRegions
{
    public static RegionOptions Options { get; } = new()
    {
        NodeImage = "registry.example/regionnode:1.0.0",
        OperatorNamespace = "globaltables",
    };

    public static RegionOptions FullOptions { get; } = Options with
    {
        NodeImagePullPolicy = "IfNotPresent",
        NodeImagePullSecrets = ["registry"],
        DefaultStorageClass = "usual",
        MetricsNamespaces = ["monitoring", "dashboards"],
    };

    public static V1Alpha1Region Minimal(string name = "eu-west-1") => new()
    {
        Metadata = new() { Name = name, Uid = $"uid-of-{name}", Generation = 1 },
        Spec = new() { Namespace = $"region-{name}", Storage = new("20Gi") },
    };

    public static V1Alpha1Region Full() => new()
    {
        Metadata = new() { Name = "us-east-1", Uid = "uid-of-us-east-1", Generation = 7 },
        Spec = new()
        {
            Namespace = "tables-us",
            CreateNamespace = true,
            Nodes = 1,
            Image = "registry.example/regionnode:1.1.0",
            Storage = new("0.5Ti", "fast"),
            PersistentVolumeClaimRetentionPolicy = new("Delete", "Retain"),
            NetworkPolicy = new(true),
            PodTemplate = Json(FullOverlay),
        },
    };

    public static V1Alpha1Region WithOverlay(string json)
    {
        var region = Minimal();
        region.Spec = region.Spec with { PodTemplate = Json(json) };
        return region;
    }

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement.Clone();

    const string FullOverlay = """
        {
          "metadata": {
            "labels": {"team": "platform"},
            "annotations": {"example.com/profile": "db"}
          },
          "spec": {
            "priorityClassName": "databases",
            "nodeSelector": {"topology.kubernetes.io/region": "us-east-1"},
            "tolerations": [{"key": "db", "operator": "Exists", "effect": "NoSchedule"}],
            "topologySpreadConstraints": [
              {
                "topologyKey": "topology.kubernetes.io/zone",
                "maxSkew": 1,
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "regionnode"}}
              }
            ],
            "terminationGracePeriodSeconds": 60,
            "containers": [
              {
                "name": "regionnode",
                "env": [{"name": "DOTNET_gcServer", "value": "1"}, {"name": "TZ", "value": "UTC"}],
                "resources": {"requests": {"cpu": 2, "memory": "4Gi"}, "limits": {"memory": "4Gi"}},
                "livenessProbe": {"failureThreshold": 10}
              }
            ],
            "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]
          }
        }
        """;
}
