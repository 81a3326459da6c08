using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Resources;
using k8s.Models;
using static GlobalTables.Operator.Tests.Tables.TableSituation;

namespace GlobalTables.Operator.Tests.Tables;

public class TableStatusFromTests
{
    readonly TableSituation situation = new();

    [Fact]
    public void A_table_that_serves_everywhere_is_ready_and_settled()
    {
        var status = situation.Status();

        Assert.Equal(("ACTIVE", "2/2", 2, 10), (status.TableStatus, status.ReplicaSummary, status.ReadyReplicas, status.MaxReplicationLagMs));
        Assert.Equal(
            "Ready=True AllReplicasActive, Progressing=False Settled, Degraded=False AsExpected, "
            + "ReplicationHealthy=True LagBelowThreshold, ClockSkew=False AsExpected",
            Conditions(status));
        Assert.All(status.Conditions!, condition => Assert.Equal(3, condition.ObservedGeneration));
        Assert.Equal(3, status.ObservedGeneration);
        var replica = status.Replicas![0];
        Assert.Equal((Us, "ACTIVE", 7, 70, "http://us-east-1:8000"),
            (replica.Region, replica.ReplicaStatus, replica.ItemCount, replica.TableSizeBytes, replica.Endpoint));
        Assert.Equal((Eu, "Streaming", 10, 0), SourceOf(replica));
        Assert.Null(replica.Stale);
    }

    [Fact]
    public void Conflicts_are_counted_per_replica_and_pair()
    {
        Assert.Null(situation.Status().Replicas![0].Conflicts);
        situation.Change(Us, table => table with { Conflicts = [new(Eu, Us, 13), new(Us, Eu, 1)] });

        var replicas = situation.Status().Replicas!;

        Assert.Equal(
            [(Eu, Us, 20), (Us, Eu, 1)],
            replicas[0].Conflicts!.Select(pair => (pair.LoserRegion, pair.WinnerRegion, pair.Count)));
        Assert.Null(replicas[1].Conflicts);
    }

    [Fact]
    public void A_region_that_has_not_turned_its_conflict_log_off_yet_is_updating()
    {
        situation.Entity.Spec = situation.Entity.Spec with { ConflictLog = new ConflictLogSpec(Enabled: false) };
        Assert.Equal("ReplicaUpdating", Condition(situation.Status(), "Ready").Reason);

        situation.Change(Us, table => table with { OmitsConflicts = true });
        situation.Change(Eu, table => table with { OmitsConflicts = true });
        Assert.Equal("AllReplicasActive", Condition(situation.Status(), "Ready").Reason);
    }

    [Fact]
    public void A_region_that_has_another_stream_is_updating_and_one_that_knows_no_streams_holds_up_nobody()
    {
        situation.Entity.Spec = situation.Entity.Spec with { StreamSpecification = new TableStreamSpec(false) };
        Assert.Equal("ReplicaUpdating", Condition(situation.Status(), "Ready").Reason);

        situation.Change(Us, table => table with { Shape = table.Shape with { StreamSpecification = new(false) } });
        situation.Change(Eu, table => table with { Shape = table.Shape with { StreamSpecification = null } });
        Assert.Equal("AllReplicasActive", Condition(situation.Status(), "Ready").Reason);
    }

    [Fact]
    public void Clocks_that_differ_are_told_and_whose_is_wrong_where_that_is_known()
    {
        situation.Clocks[Us] = new ClockStatus { Offsets = [new(Eu, -3, 1)] };
        Assert.Equal("False", Condition(situation.Status(), "ClockSkew").Status);

        situation.Clocks[Us] = new ClockStatus { Problem = "The clock of us-east-1 is 10.0 s behind eu-west-1." };
        var status = situation.Status();
        Assert.Equal(("True", "ClocksDiffer"), (Condition(status, "ClockSkew").Status, Condition(status, "ClockSkew").Reason));

        situation.Clocks[Eu] = new ClockStatus { IsFenced = true, Problem = "eu-west-1 takes no writes." };
        var skew = Condition(situation.Status(), "ClockSkew");
        Assert.Equal(("RegionFenced", "eu-west-1 takes no writes."), (skew.Reason, skew.Message));
        Assert.Equal("True", Condition(situation.Status(), "Ready").Status);

        situation.Silent(Eu, TimeSpan.FromSeconds(60));
        Assert.Equal("ClocksDiffer", Condition(situation.Status(), "ClockSkew").Reason);
    }

    [Fact]
    public void Before_the_first_plan_a_table_is_being_created()
    {
        situation.Group = null;
        situation.Nodes.Clear();
        situation.Nodes.Add(Us, null);
        situation.Nodes.Add(Eu, null);
        situation.Note(NoteKind.Waiting, NoteReasons.RegionUnreachable, "the table is made when eu-west-1, us-east-1 can be reached");

        var status = situation.Status();

        Assert.Equal(("CREATING", "0/2"), (status.TableStatus, status.ReplicaSummary));
        Assert.StartsWith("Ready=False ReplicaCreating, Progressing=True WaitingForRegion, Degraded=False", Conditions(status));
        Assert.Contains("can be reached", Condition(status, "Ready").Message);
    }

    [Fact]
    public void A_region_without_an_object_is_named()
    {
        situation.Nodes.Remove(Eu);
        situation.Group = null;

        var status = situation.Status();

        Assert.Equal("RegionNotFound", Condition(status, "Ready").Reason);
        Assert.Contains("there is no Region eu-west-1", Condition(status, "Ready").Message);
        Assert.Equal("there is no Region eu-west-1", status.Replicas![1].ReplicaStatusDescription);
    }

    [Fact]
    public void A_region_that_is_silent_for_a_moment_is_not_told_about()
    {
        situation.Silent(Eu, TimeSpan.FromSeconds(4));

        Assert.Equal("True", Condition(situation.Status(), "Ready").Status);
    }

    [Fact]
    public void A_dead_region_is_stale_with_its_last_figures_and_the_table_degraded()
    {
        situation.Silent(Eu, TimeSpan.FromSeconds(6));

        var status = situation.Status();

        Assert.Equal(
            "Ready=False RegionUnreachable, Progressing=False Settled, Degraded=True RegionUnreachable, "
            + "ReplicationHealthy=Unknown ProbeFailed, ClockSkew=False AsExpected",
            Conditions(status));
        var dead = status.Replicas![1];
        Assert.Equal(("INACCESSIBLE", true, 7), (dead.ReplicaStatus, dead.Stale, dead.ItemCount));
        Assert.Equal(Now.UtcDateTime.AddSeconds(-6), dead.ReplicaInaccessibleDateTime);
        Assert.Equal("1/2", status.ReplicaSummary);
        Assert.Contains("eu-west-1 does not answer", Condition(status, "Degraded").Message);
    }

    [Fact]
    public void A_region_that_was_dead_already_when_this_process_began_keeps_the_figures_of_the_object()
    {
        situation.Silent(Eu, TimeSpan.FromSeconds(6));
        situation.Entity.Status = situation.Status();
        situation.Nodes[Eu] = null;

        var dead = situation.Status(TimeSpan.FromMinutes(1)).Replicas![1];

        Assert.Equal(("INACCESSIBLE", true, 7), (dead.ReplicaStatus, dead.Stale, dead.ItemCount));
        Assert.Equal(Now.UtcDateTime.AddSeconds(-6), dead.ReplicaInaccessibleDateTime);
    }

    [Fact]
    public void A_joining_region_shows_how_far_it_is()
    {
        situation.Member(Eu, MemberState.Joining);
        situation.Change(Eu, table => table with { Status = "CREATING", ProgressPercent = 41 });

        var status = situation.Status();

        Assert.Equal(("UPDATING", "CREATING", 41),
            (status.TableStatus, status.Replicas![1].ReplicaStatus, status.Replicas[1].ReplicaStatusPercentProgress));
        Assert.Equal("eu-west-1: copying, 41 %", Condition(status, "Ready").Message);
        Assert.Equal("ReplicaBootstrapping", Condition(status, "Progressing").Reason);
    }

    [Fact]
    public void A_region_that_leaves_is_deleting_and_does_not_count()
    {
        situation.Declare(Us);
        situation.Member(Eu, MemberState.Leaving);

        var status = situation.Status();

        Assert.Equal(("UPDATING", "1/1", "DELETING"), (status.TableStatus, status.ReplicaSummary, status.Replicas![1].ReplicaStatus));
        Assert.Equal("ReplicaDraining", Condition(status, "Progressing").Reason);
    }

    [Fact]
    public void A_reconciliation_is_progress_and_hides_nothing_else()
    {
        situation.Member(Eu, MemberState.Joining);
        situation.Change(Eu, table => table with { Status = "CREATING", ProgressPercent = 41 });
        situation.Note(NoteKind.Waiting, NoteReasons.ReplicaReconciling, "what ap-south-1 had: eu-west-1 to go");

        var status = situation.Status();

        Assert.Equal("ReplicaReconciling", Condition(status, "Progressing").Reason);
        Assert.Equal("what ap-south-1 had: eu-west-1 to go", Condition(status, "Progressing").Message);
        Assert.Equal("eu-west-1: copying, 41 %", Condition(status, "Ready").Message);
    }

    [Theory]
    [InlineData(60_000, "True")]
    [InlineData(60_001, "False")]
    public void The_threshold_of_the_table_decides_what_is_healthy(long lagMs, string healthy)
    {
        situation.Change(Us, table => table with { Sources = [table.Sources[0] with { LagMs = lagMs }] });
        situation.Entity.Spec = situation.Entity.Spec with { ReplicationLagThresholdSeconds = lagMs <= 60_000 ? 100 : 60 };

        Assert.Equal(healthy, Condition(situation.Status(), "ReplicationHealthy").Status);
    }

    [Fact]
    public void A_stream_that_is_cut_degrades_the_table_once_its_lag_shows_it()
    {
        situation.Source(Us, SourceState.Disconnected, 4000, "no route to host");
        Assert.Equal("AsExpected", Condition(situation.Status(), "Degraded").Reason);

        situation.Source(Us, SourceState.Disconnected, 5001, "no route to host");
        var degraded = Condition(situation.Status(), "Degraded");
        Assert.Equal(("True", "StreamStalled"), (degraded.Status, degraded.Reason));
        Assert.Equal("us-east-1 hears nothing from eu-west-1 (no route to host)", degraded.Message);
    }

    [Theory]
    [InlineData(10, "False")]
    [InlineData(20, "True")]
    public void A_stream_that_never_began_has_a_while(int readyForSeconds, string degraded)
    {
        situation.Source(Us, SourceState.Disconnected, null, null);
        situation.Entity.Status = new V1Alpha1GlobalTableStatus
        {
            Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = Now.UtcDateTime.AddSeconds(-readyForSeconds) }],
        };

        Assert.Equal(degraded, Condition(situation.Status(), "Degraded").Status);
    }

    [Fact]
    public void What_the_node_could_not_do_is_told()
    {
        situation.Change(Eu, table => table with { Problem = "Table Products has other keys here" });

        var degraded = Condition(situation.Status(), "Degraded");

        Assert.Equal(("True", "NodeProblem", "eu-west-1: Table Products has other keys here"),
            (degraded.Status, degraded.Reason, degraded.Message));
    }

    [Fact]
    public void A_problem_of_the_plan_is_the_reason_for_not_being_ready()
    {
        situation.Group = null;
        situation.Note(NoteKind.Problem, NoteReasons.TableNameTaken, "shop/orders declares a table of this name");

        var status = situation.Status();

        Assert.Equal("TableNameTaken", Condition(status, "Ready").Reason);
        Assert.Equal("Settled", Condition(status, "Progressing").Reason);
    }

    [Theory]
    [InlineData("epoch")]
    [InlineData("billing")]
    [InlineData("access")]
    public void A_table_is_ready_only_at_its_present_generation(string behind)
    {
        situation.Change(Us, table => behind switch
        {
            "epoch" => table with { MembershipEpoch = 1 },
            "billing" => table with { Shape = table.Shape with { BillingMode = "PROVISIONED" } },
            _ => table with { IsReadOnly = true },
        });

        Assert.Equal("ReplicaUpdating", Condition(situation.Status(), "Ready").Reason);

        situation.Entity.Spec = situation.Entity.Spec with { Paused = true };
        Assert.Equal("True", Condition(situation.Status(), "Ready").Status);
        Assert.Equal("Paused", Condition(situation.Status(), "Progressing").Reason);
    }

    [Fact]
    public void Regions_for_reads_only_are_told_apart()
    {
        situation.Entity.Spec = situation.Entity.Spec with
        {
            Replicas = [new Replica(Us), new Replica(Eu) { Access = ReplicaAccess.ReadOnly }],
        };
        situation.Change(Eu, table => table with { IsReadOnly = true });

        Assert.Equal(
            "us-east-1 for reads and writes; eu-west-1 for reads only", Condition(situation.Status(), "Ready").Message);
    }

    [Fact]
    public void A_condition_keeps_its_date_until_its_status_changes()
    {
        var long_ago = Now.UtcDateTime.AddHours(-1);
        situation.Entity.Status = new V1Alpha1GlobalTableStatus
        {
            Conditions =
            [
                new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = long_ago },
                new V1Condition { Type = "Degraded", Status = "True", LastTransitionTime = long_ago },
            ],
        };

        var status = situation.Status();

        Assert.Equal(long_ago, Condition(status, "Ready").LastTransitionTime);
        Assert.Equal(Now.UtcDateTime, Condition(status, "Degraded").LastTransitionTime);
    }

    [Fact]
    public void A_deleted_table_is_deleting_everywhere()
    {
        situation.Entity.Metadata.DeletionTimestamp = Now.UtcDateTime;

        var status = situation.Status();

        Assert.Equal("DELETING", status.TableStatus);
        Assert.Equal("Deleting", Condition(status, "Ready").Reason);
        Assert.All(status.Replicas!, replica => Assert.Equal("DELETING", replica.ReplicaStatus));
    }

    [Fact]
    public void What_comparisons_have_found_is_told_and_what_nobody_can_repair_degrades_the_table()
    {
        Assert.Null(situation.Status().Replicas![0].RepairedRows);
        situation.Change(Us, table => table with
        {
            RepairedRows = 13,
            Sources = [table.Sources[0] with { VerifiedAt = Now.AddMilliseconds(300) }],
        });

        var status = situation.Status();
        var replica = status.Replicas!.Single(one => one.Region == Us);
        Assert.Equal((13L, null), (replica.RepairedRows, replica.DamagedRows));
        Assert.Equal(Now.UtcDateTime, Assert.Single(replica.Sources!).LastVerifiedTime);
        Assert.Equal("AsExpected", Condition(status, "Degraded").Reason);

        situation.Change(Us, table => table with { DamagedRows = 2 });
        status = situation.Status();
        Assert.Equal(2, status.Replicas!.Single(one => one.Region == Us).DamagedRows);
        Assert.Equal(("True", "DamagedRows"), (Condition(status, "Degraded").Status, Condition(status, "Degraded").Reason));
        Assert.StartsWith("us-east-1: 2 items", Condition(status, "Degraded").Message, StringComparison.Ordinal);
        Assert.Equal("True", Condition(status, "Ready").Status);
    }

    [Fact]
    public void One_region_has_no_peers_to_be_healthy_with()
    {
        situation.Declare(Us);
        situation.Only(Us);

        Assert.Equal("NoPeers", Condition(situation.Status(), "ReplicationHealthy").Reason);
    }

    static (string, string?, long?, long?) SourceOf(V1Alpha1ReplicaStatus replica)
    {
        var source = Assert.Single(replica.Sources!);
        return (source.Region, source.State, source.ReplicationLagMs, source.PendingRecords);
    }
}
