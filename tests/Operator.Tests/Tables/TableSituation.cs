using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Nodes;
using GlobalTables.Operator.Resources;
using GlobalTables.Operator.Tables;
using k8s.Models;

namespace GlobalTables.Operator.Tests.Tables;

/// <summary>A table in two regions that is as it should be, until a test changes that.</summary>
sealed class TableSituation
{
    public const string Us = "us-east-1";
    public const string Eu = "eu-west-1";
    const string GroupId = "group-1";

    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    readonly List<PlanNote> notes = [];
    readonly Dictionary<string, DateTimeOffset> silent = [];

    public TableSituation()
    {
        Entity = new V1Alpha1GlobalTable
        {
            Metadata = new V1ObjectMeta { Name = "products", NamespaceProperty = "shop", Uid = "uid-1", Generation = 3 },
            Spec = new GlobalTableSpec
            {
                TableName = "Products",
                AttributeDefinitions = [new AttributeDefinition("ProductID", "S")],
                KeySchema = [new KeySchemaElement("ProductID", "HASH")],
                Replicas = [new Replica(Us), new Replica(Eu)],
            },
        };
        Group = new TableGroup
        {
            Id = GroupId,
            Table = TableObjects.Of(Entity),
            Epoch = 2,
            Members = [Active(Eu), Active(Us)],
        };
        Nodes[Us] = Copy(Eu);
        Nodes[Eu] = Copy(Us);
    }

    public V1Alpha1GlobalTable Entity { get; }

    public TableGroup? Group { get; set; }

    /// <summary>By region: what its node said of the table last; null where it never answered.</summary>
    public Dictionary<string, TableStatus?> Nodes { get; } = [];

    /// <summary>By region, what its node says of the clocks.</summary>
    public Dictionary<string, ClockStatus> Clocks { get; } = [];

    public V1Alpha1GlobalTableStatus Status(TimeSpan later = default) =>
        TableStatusFrom.Picture(Entity, Picture(), Now + later);

    public TablePicture Picture() => new()
    {
        Groups = Group is null ? new Dictionary<ResourceMetadata, TableGroup>()
            : new Dictionary<ResourceMetadata, TableGroup> { [Group.Table.Metadata] = Group },
        Notes = notes.ToLookup(note => note.Table),
        Regions = Nodes.ToDictionary(
            node => node.Key,
            node => new RegionPicture($"http://{node.Key}:8000", ViewOf(node.Key, node.Value), [])),
    };

    public void Note(NoteKind kind, string reason, string message) =>
        notes.Add(PlanNote.Of(TableObjects.Of(Entity), kind, reason, message));

    public void Silent(string region, TimeSpan since) => silent[region] = Now - since;

    public void Change(string region, Func<TableStatus, TableStatus> change) => Nodes[region] = change(Nodes[region]!);

    public void Source(string region, SourceState state, long? lagMs, string? error) => Change(region, table => table with
    {
        Sources = [table.Sources[0] with { State = state, LagMs = lagMs, LastError = error }],
    });

    public void Member(string region, MemberState state) => Group = Group! with
    {
        Members = [.. Group.Members.Select(member => member.Region == region ? member with { State = state } : member)],
    };

    public void Declare(params string[] regions) => Entity.Spec = Entity.Spec with
    {
        Replicas = [.. regions.Select(region => new Replica(region))],
    };

    public void Only(string region)
    {
        Group = Group! with { Members = [Active(region)] };
        Change(region, table => table with { Sources = [] });
    }

    public static V1Condition Condition(V1Alpha1GlobalTableStatus status, string type) =>
        Assert.Single(status.Conditions!, condition => condition.Type == type);

    public static string Conditions(V1Alpha1GlobalTableStatus status) => string.Join(
        ", ", status.Conditions!.Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}"));

    NodeView ViewOf(string region, TableStatus? table)
    {
        var heard = table is null ? null : new RegionStatus
        {
            Region = region,
            Incarnation = "1",
            ConfigEpoch = 1,
            Revision = 1,
            Tables = [table],
            Clock = Clocks.GetValueOrDefault(region),
        };
        return silent.TryGetValue(region, out var since) || table is null
            ? new NodeView { LastHeard = heard, SilentSince = table is null ? Now : since, Failure = "no answer within 10 s" }
            : new NodeView { Status = heard, LastHeard = heard };
    }

    static GroupMember Active(string region) => new()
    {
        Region = region,
        Log = 1,
        State = MemberState.Active,
        ListedEpoch = 1,
        InstalledEpoch = 2,
    };

    TableStatus Copy(string source) => new()
    {
        GroupId = GroupId,
        Shape = TableObjects.Of(Entity).Shape(),
        Status = "ACTIVE",
        TableId = "table-1",
        IsDeclared = true,
        Log = 1,
        Sequence = 9,
        MembershipEpoch = 2,
        Members = [Eu, Us],
        ItemCount = 7,
        SizeBytes = 70,
        Sources = [new SourceStatus { Region = source, State = SourceState.Streaming, LagMs = 9, PendingRecords = 0 }],
    };
}
