using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Regions;

public sealed class RegionStatusTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Node_that_is_ready()
    {
        var status = Status(new() { StatefulSet = TestStatefulSets.Settled(), TableCount = 3 });
        Is(status, "Ready", "True", RegionReasons.NodeReady, "");
        Is(status, "Progressing", "False", RegionReasons.Settled, "");
        Is(status, "Degraded", "False", RegionReasons.AsExpected, "");
        Assert.Equal("1/1", status.NodeSummary);
        Assert.Equal(1, status.Nodes);
        Assert.Equal(3, status.TableCount);
        Assert.Equal(1, status.ObservedGeneration);
        Assert.Equal("http://regionnode.region-eu-west-1.svc:8000", status.Endpoint);
        Assert.Equal("app.kubernetes.io/instance=eu-west-1,app.kubernetes.io/name=regionnode", status.Selector);
        Assert.Equal("registry.example/regionnode:1.0.0", status.Version);
        Assert.Null(status.Removals);
        Assert.All(status.Conditions!, condition => Assert.Equal(1, condition.ObservedGeneration));
    }

    [Fact]
    public void Region_that_is_stopped()
    {
        var region = TestRegions.Minimal();
        region.Spec = region.Spec with { Nodes = 0 };
        var status = Status(new() { StatefulSet = TestStatefulSets.Stopped() }, region);
        Is(status, "Ready", "False", RegionReasons.ScaledToZero, "volume is kept");
        Is(status, "Progressing", "False", RegionReasons.Settled, "");
        Assert.Equal("0/0", status.NodeSummary);
    }

    [Fact]
    public void Rollout_under_way() => Is(
        Status(new() { StatefulSet = TestStatefulSets.Replacing() }),
        "Progressing", "True", RegionReasons.RollingUpdate, "");

    [Fact]
    public void Rollout_that_waits_says_for_whom() => Is(
        Status(new() { StatefulSet = TestStatefulSets.Settled(), WaitsFor = "region b, whose node is not ready" }),
        "Progressing", "True", RegionReasons.WaitingForRollout, "region b, whose node is not ready");

    [Fact]
    public void Refusal_says_what_to_do()
    {
        var status = Status(new() { Refusal = new(RegionReasons.NamespaceMissing, "Namespace x does not exist") });
        Is(status, "Ready", "False", RegionReasons.NamespaceMissing, "does not exist");
        Assert.Equal("0/1", status.NodeSummary);
    }

    [Fact]
    public void What_the_server_did_not_accept_is_told() => Is(
        Status(new() { StatefulSet = TestStatefulSets.Settled(), Failure = "forbidden by policy" }),
        "Degraded", "True", RegionReasons.ReconcileError, "forbidden by policy");

    [Fact]
    public void Volume_that_grows()
    {
        var claim = Claim("Bound", "40Gi", "20Gi");
        claim.Status.Conditions =
            [new() { Type = "FileSystemResizePending", Status = "True", Message = "Waiting for the node." }];
        var status = Status(new() { StatefulSet = TestStatefulSets.Settled(), Claims = [claim] });
        Is(status, "Progressing", "True", RegionReasons.VolumeResizing, "from 20Gi to 40Gi. Waiting for the node.");
    }

    [Fact]
    public void Volume_that_cannot_grow() => Is(
        Status(new() { StatefulSet = TestStatefulSets.Settled(), GrowthRefusal = "the class does not allow it" }),
        "Degraded", "True", RegionReasons.VolumeCannotGrow, "the class does not allow it");

    [Fact]
    public void No_pod_yet() => Is(
        Status(new() { StatefulSet = TestStatefulSets.NotReady() }),
        "Ready", "False", RegionReasons.NodeNotReady, "no pod yet");

    [Fact]
    public void Pod_that_finds_no_machine_and_a_volume_that_is_not_bound()
    {
        var pod = Pod("Pending");
        pod.Status.Conditions =
            [new() { Type = "PodScheduled", Status = "False", Message = "0/3 nodes are available." }];
        Is(
            Status(new()
            {
                StatefulSet = TestStatefulSets.NotReady(),
                Pods = [pod],
                Claims = [Claim("Pending", "20Gi", null)],
            }),
            "Ready", "False", RegionReasons.NodeNotReady,
            "0/3 nodes are available. The volume data-regionnode-0 is not bound (Pending, storage class fast).");
    }

    [Fact]
    public void Image_that_cannot_be_had()
    {
        var status = Waiting("ImagePullBackOff", "manifest unknown");
        Is(status, "Ready", "False", RegionReasons.NodeNotReady, "regionnode:x: ImagePullBackOff: manifest unknown");
        Is(status, "Degraded", "False", RegionReasons.AsExpected, "");
    }

    [Fact]
    public void Node_that_crashes()
    {
        var status = Waiting("CrashLoopBackOff", "back-off 5m0s", new() { ExitCode = 1, Message = "disk is full" });
        Is(status, "Ready", "False", RegionReasons.NodeNotReady, "exit code 1: disk is full");
        Is(status, "Degraded", "True", RegionReasons.NodeCrashing, "kubectl -n region-eu-west-1 logs regionnode-0");
    }

    [Fact]
    public void Node_that_runs_out_of_memory() => Is(
        Waiting("CrashLoopBackOff", "back-off", new() { ExitCode = 137, Reason = "OOMKilled" }),
        "Degraded", "True", RegionReasons.NodeCrashing, "more memory than its limit");

    [Fact]
    public void Container_that_cannot_be_made() => Is(
        Waiting("CreateContainerConfigError", "secret \"ca\" not found"),
        "Ready", "False", RegionReasons.NodeNotReady, "CreateContainerConfigError: secret \"ca\" not found");

    [Fact]
    public void Node_that_runs_and_is_not_ready_yet() => Is(
        Status(new() { StatefulSet = TestStatefulSets.NotReady(), Pods = [Pod("Running")] }),
        "Ready", "False", RegionReasons.NodeNotReady, "not ready yet");

    [Fact]
    public void Node_that_goes_on_while_its_StatefulSet_is_made_anew()
    {
        var pod = Pod("Running");
        pod.Status.Conditions = [new() { Type = "Ready", Status = "True" }];
        var anew = TestStatefulSets.Settled();
        anew.Status = new() { Replicas = 0 };
        Is(Status(new() { StatefulSet = anew, Pods = [pod] }), "Ready", "True", RegionReasons.NodeReady, "");

        pod.Metadata.DeletionTimestamp = Now.UtcDateTime;
        var gone = Status(new() { StatefulSet = anew, Pods = [pod] });
        Is(gone, "Ready", "False", RegionReasons.NodeNotReady, "stopping");
    }

    [Fact]
    public void Time_of_a_condition_moves_only_with_its_status()
    {
        var region = TestRegions.Minimal();
        region.Status = Status(new() { StatefulSet = TestStatefulSets.Settled() }, region);
        var later = Now.AddMinutes(5);
        var down = RegionStatusFrom.Findings(region, new() { StatefulSet = TestStatefulSets.NotReady() }, later);
        Assert.Equal(later.UtcDateTime.AddMilliseconds(-123), Find(down, "Ready").LastTransitionTime);
        Assert.Equal(Now.UtcDateTime.AddMilliseconds(-123), Find(down, "Degraded").LastTransitionTime);
    }

    [Fact]
    public void A_held_region_keeps_the_rest_of_its_status()
    {
        var region = TestRegions.Minimal();
        region.Status = Status(new() { StatefulSet = TestStatefulSets.Settled(), TableCount = 2 }, region) with
        {
            Removals = [new() { GroupId = "g", TableName = "t", DeclaredBy = "a/b" }],
        };
        var held = RegionStatusFrom.NotReady(region, new(RegionReasons.IsBeingUsed, "used"), Now);
        Is(held, "Ready", "False", RegionReasons.IsBeingUsed, "used");
        Is(held, "Degraded", "False", RegionReasons.AsExpected, "");
        Assert.Equal(2, held.TableCount);
        Assert.Null(held.Removals);
    }

    static V1Alpha1RegionStatus Status(RegionFindings found, V1Alpha1Region? region = null) =>
        RegionStatusFrom.Findings(region ?? TestRegions.Minimal(), found, Now);

    static V1Alpha1RegionStatus Waiting(string reason, string message, V1ContainerStateTerminated? last = null)
    {
        var pod = Pod("Pending");
        pod.Status.ContainerStatuses =
        [
            new()
            {
                Name = "regionnode",
                Image = "regionnode:x",
                RestartCount = 5,
                State = new() { Waiting = new() { Reason = reason, Message = message } },
                LastState = new() { Terminated = last },
            },
        ];
        return Status(new() { StatefulSet = TestStatefulSets.NotReady(), Pods = [pod] });
    }

    static V1Pod Pod(string phase) => new()
    {
        Metadata = new() { Name = "regionnode-0", NamespaceProperty = "region-eu-west-1" },
        Spec = new() { Containers = [new() { Name = "regionnode", Image = "regionnode:x" }] },
        Status = new() { Phase = phase },
    };

    static V1PersistentVolumeClaim Claim(string phase, string requested, string? actual) => new()
    {
        Metadata = new() { Name = "data-regionnode-0" },
        Spec = new()
        {
            StorageClassName = "fast",
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(requested) } },
        },
        Status = new()
        {
            Phase = phase,
            Capacity = actual is null ? null : new Dictionary<string, ResourceQuantity> { ["storage"] = new(actual) },
        },
    };

    static V1Condition Find(V1Alpha1RegionStatus status, string type) =>
        status.Conditions!.Single(condition => condition.Type == type);

    static void Is(V1Alpha1RegionStatus status, string type, string value, string reason, string message)
    {
        var condition = Find(status, type);
        Assert.Equal((value, reason), (condition.Status, condition.Reason));
        Assert.Contains(message, condition.Message, StringComparison.Ordinal);
    }
}
