using GlobalTables.Operator.Regions;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class PodOverlayTests
{
    [Fact]
    public void Nothing_laid_over_changes_nothing()
    {
        var bare = RegionStatefulSet.For(TestRegions.Minimal(), TestRegions.Options);
        Assert.All(
            ["{}", "null", """{"spec": {"nodeSelector": null}}"""],
            overlay => Assert.Equal(RegionStatefulSet.HashOf(bare), RegionStatefulSet.HashOf(Set(overlay))));
    }

    [Fact]
    public void Objects_merge_and_null_takes_away()
    {
        var pod = Pod("""
            {"spec": {"securityContext": {"runAsUser": 7000, "fsGroupChangePolicy": null}, "enableServiceLinks": null}}
            """);
        Assert.Equal(7000, pod.SecurityContext.RunAsUser);
        Assert.Equal(1654, pod.SecurityContext.FsGroup);
        Assert.Null(pod.SecurityContext.FsGroupChangePolicy);
        Assert.Null(pod.EnableServiceLinks);
    }

    [Fact]
    public void Containers_and_their_environment_merge_by_name()
    {
        var pod = Pod("""
            {"spec": {"containers": [
              {"name": "regionnode", "env": [
                {"name": "TZ", "value": "UTC"},
                {"name": "DOTNET_gcServer", "value": "1"},
                {"name": "SQLITE_TMPDIR", "$patch": "delete"}]},
              {"name": "sidecar", "image": "example/sidecar"}]}}
            """);
        Assert.Equal(["regionnode", "sidecar"], pod.Containers.Select(container => container.Name));
        Assert.Equal(
            ["DOTNET_gcServer=1", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "TZ=UTC"],
            pod.Containers[0].Env.Select(variable => $"{variable.Name}={variable.Value}"));
    }

    [Fact]
    public void Volumes_mounts_and_ports_merge_by_their_keys()
    {
        var pod = Pod("""
            {"spec": {
              "volumes": [{"name": "certificates", "secret": {"secretName": "ca"}}],
              "containers": [{"name": "regionnode",
                "ports": [{"containerPort": 9000, "name": "more"}],
                "volumeMounts": [{"mountPath": "/certificates", "name": "certificates", "readOnly": true}]}]}}
            """);
        Assert.Equal(["tmp", "certificates"], pod.Volumes.Select(volume => volume.Name));
        var node = pod.Containers[0];
        Assert.Equal(["/data", "/tmp", "/certificates"], node.VolumeMounts.Select(mount => mount.MountPath));
        Assert.Equal([8000, 8001, 8002, 9000], node.Ports.Select(port => port.ContainerPort));
    }

    [Fact]
    public void Other_lists_are_replaced()
    {
        var pod = Pod("""
            {"spec": {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}],
              "containers": [{"name": "regionnode",
                "securityContext": {"capabilities": {"drop": ["ALL", "NET_RAW"]}}}]}}
            """);
        Assert.Equal(["a", "b"], pod.Tolerations.Select(toleration => toleration.Key));
        Assert.Equal(["ALL", "NET_RAW"], pod.Containers[0].SecurityContext.Capabilities.Drop);
    }

    [Fact]
    public void An_object_can_be_replaced()
    {
        var resources = Pod("""
            {"spec": {"containers": [{"name": "regionnode",
              "resources": {"$patch": "replace", "requests": {"cpu": 1}}}]}}
            """).Containers[0].Resources;
        Assert.Equal("1", resources.Requests["cpu"].ToString());
        Assert.False(resources.Requests.ContainsKey("memory"));
        Assert.Null(resources.Limits);
    }

    [Fact]
    public void Labels_and_annotations_can_be_added()
    {
        var set = Set("""{"metadata": {"labels": {"team": "a"}, "annotations": {"b": "c"}}}""");
        var metadata = set.Spec.Template.Metadata;
        Assert.Equal("a", metadata.Labels["team"]);
        Assert.Equal("regionnode", metadata.Labels["app.kubernetes.io/name"]);
        Assert.Equal("c", metadata.Annotations["b"]);
    }

    [Theory]
    [InlineData("""{"metadata": {"labels": {"app.kubernetes.io/instance": "other"}}}""", "label app.kubernetes")]
    [InlineData("""{"metadata": {"labels": {"globaltables.dev/region": null}}}""", "label globaltables.dev/region")]
    [InlineData("""{"metadata": {"labels": null}}""", "label")]
    [InlineData("""{"metadata": null}""", "label")]
    [InlineData("""{"metadata": {"name": "other"}}""", "metadata.name")]
    [InlineData("""{"spec": null}""", "container regionnode")]
    [InlineData("""{"spec": {"containers": [{"name": "regionnode", "image": "x"}]}}""", "set spec.image")]
    [InlineData("""{"spec": {"containers": [{"name": "regionnode", "args": ["--region", "x"]}]}}""", "arguments")]
    [InlineData("""{"spec": {"containers": [{"name": "regionnode", "args": null}]}}""", "arguments")]
    [InlineData("""{"spec": {"containers": [{"name": "regionnode", "command": ["sh"]}]}}""", "command")]
    [InlineData("""{"spec": {"containers": [{"name": "regionnode", "$patch": "delete"}]}}""", "container regionnode")]
    [InlineData(
        """{"spec": {"containers": [{"name": "regionnode", "ports": [{"containerPort": 8001, "name": "x"}]}]}}""",
        "port peers")]
    [InlineData(
        """
        {"spec": {"containers": [{"name": "regionnode", "volumeMounts": [{"mountPath": "/data", "name": "tmp"}]}]}}
        """,
        "mounted at /data")]
    [InlineData(
        """
        {"spec": {"containers": [{"name": "regionnode", "volumeMounts": [{"mountPath": "/data", "readOnly": true}]}]}}
        """,
        "mounted at /data")]
    [InlineData("""{"spec": {"volumes": [{"name": "data", "emptyDir": {}}]}}""", "volume data")]
    [InlineData("""{"spec": {"containers": [{"image": "x"}]}}""", "spec.podTemplate.spec.containers[0] has no name")]
    [InlineData("""{"spec": {"containers": "x"}}""", "does not give a pod")]
    [InlineData(
        """{"spec": {"containers": [{"name": "regionnode", "resources": {"limits": {"memory": "lots"}}}]}}""",
        "does not give a pod")]
    [InlineData("""{"spec": {"nodeSelectors": {"a": "b"}}}""", "spec.podTemplate.spec.nodeSelectors")]
    [InlineData("""{"specs": {"a": "b"}}""", "spec.podTemplate.specs")]
    [InlineData("""{"spec": {"$retainKeys": ["a"]}}""", "$retainKeys")]
    [InlineData("""{"spec": {"affinity": {"$patch": "merge"}}}""", "$patch")]
    [InlineData("[]", "must be an object")]
    public void What_the_operator_relies_on_stays_and_the_message_says_what_is_wrong(string overlay, string told)
    {
        var refused = Assert.Throws<InvalidRegionException>(() => Set(overlay));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Contains("spec.podTemplate", refused.Message, StringComparison.Ordinal);
    }

    static V1PodSpec Pod(string overlay) => Set(overlay).Spec.Template.Spec;

    static V1StatefulSet Set(string overlay) =>
        RegionStatefulSet.For(TestRegions.WithOverlay(overlay), TestRegions.Options);
}
