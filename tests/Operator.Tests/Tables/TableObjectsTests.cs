using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tables;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Tables;

public class TableObjectsTests
{
    [Fact]
    public void A_group_comes_back_from_the_status_as_it_was()
    {
        var situation = new TableSituation();
        var group = situation.Group! with
        {
            Replaces = "group-0",
            Members = [situation.Group.Members[0] with { State = MemberState.Leaving, Log = null }, situation.Group.Members[1]],
            Removals = [new PendingRemoval("ap-south-1", DeleteData: true)],
            Left = [new LeftLog("ap-south-1", long.MaxValue - 1, 2, Drained: false)],
        };
        situation.Entity.Status = new V1Alpha1GlobalTableStatus { Group = TableObjects.Written(group) };
        var read = KubernetesJson.Deserialize<V1Alpha1GlobalTable>(KubernetesJson.Serialize(situation.Entity));

        Assert.Equivalent(group, TableObjects.GroupOf(read), strict: true);
    }

    [Fact]
    public void The_older_object_comes_first_and_a_deleted_one_not_at_all()
    {
        var made = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        var declared = TableObjects.Declared(
        [
            Entity("c", "shop", made.AddHours(1)),
            Entity("b", "shop", made),
            Entity("b", "lab", made),
            Entity("a", "shop", made, isDeleted: true),
        ]);

        Assert.Equal(["lab/b", "shop/b", "shop/c"], declared.Select(table => table.Metadata.ToString()));
    }

    static V1Alpha1GlobalTable Entity(string name, string space, DateTime made, bool isDeleted = false) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = space,
            CreationTimestamp = made,
            DeletionTimestamp = isDeleted ? made : null,
        },
        Spec = new TableSituation().Entity.Spec,
    };
}
