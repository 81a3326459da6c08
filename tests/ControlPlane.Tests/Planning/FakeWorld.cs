using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>A control plane and its nodes, played turn by turn.</summary>
sealed class FakeWorld
{
    /// <summary>No life in these tests needs more turns to come to rest.</summary>
    const int TurnsMax = 50;

    readonly Random random = new(17);
    readonly SortedDictionary<string, FakeNode> nodes = new(StringComparer.Ordinal);

    public FakeWorld(params string[] regions)
    {
        foreach (var region in regions)
        {
            nodes.Add(region, new FakeNode(region, random));
        }
    }

    /// <summary>Regions whose configs are lost on the way.</summary>
    public HashSet<string> LosesPushesTo { get; } = [];

    public List<GlobalTable> Tables { get; } = [];

    public RequestRules Rules { get; set; } = new();

    /// <summary>Groups whose object is deleted.</summary>
    public HashSet<string> DeletedGroups { get; } = [];

    /// <summary>Objects that may only go on with tables that they declared themselves.</summary>
    public bool AdoptsOwnOnly { get; set; }

    /// <summary>Regions that leave without being waited for.</summary>
    public HashSet<string> ForcedOut { get; } = [];

    public ControlMemory Memory { get; set; } = new();

    public IReadOnlyList<PlanNote> Notes { get; private set; } = [];

    /// <summary>All notes of all turns.</summary>
    public List<PlanNote> Said { get; } = [];

    public IReadOnlyList<SettledRequest> Settled { get; private set; } = [];

    public FakeNode this[string region] => nodes[region];

    public TableGroup Group => Assert.Single(Memory.Groups);

    public Dictionary<string, ObservedRegion> Observe() => nodes.ToDictionary(
        node => node.Key, node => new ObservedRegion($"http://{node.Key}:8001", node.Value.Status));

    /// <summary>One plan, pushed; says how many configs there were.</summary>
    public int Turn()
    {
        var edits = RequestedEdit.Apply([.. Tables], Observe(), Memory, "api", Rules);
        Tables.Clear();
        Tables.AddRange(edits.Tables);
        Settled = edits.Settled.Count > 0 ? edits.Settled : Settled;
        var plan = RegionConfigFrom.Plan(
            new PlanningInput
            {
                Tables = [.. Tables],
                Regions = Observe(),
                Memory = Memory,
                Settled = edits.Settled,
                DeletedGroups = [.. edits.DeletedGroups, .. DeletedGroups],
                MayAdopt = _ => !AdoptsOwnOnly,
                IsForcedToLeave = (_, region) => ForcedOut.Contains(region),
            },
            random);
        MembershipRules.Check(Memory, plan, nodes, ForcedOut);
        Memory = plan.Memory;
        Notes = plan.Notes;
        Said.AddRange(plan.Notes);
        foreach (var config in plan.Configs.Where(config => !LosesPushesTo.Contains(config.Region)))
        {
            Assert.Null(nodes[config.Region].Accept(config));
            Memory = Memory.WithAccepted(config);
        }

        return plan.Configs.Count;
    }

    /// <summary>Until nothing is pushed any more.</summary>
    public void Settle()
    {
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            var isBusy = Step();
            if (Turn() == 0 && !isBusy)
            {
                return;
            }
        }

        Assert.Fail("The plan does not come to rest.");
    }

    /// <summary>What nodes do by themselves; true while there is more of it.</summary>
    public bool Step() => nodes.Values.ToList()
        .Select(node => node.Step(region => nodes[region].IsReachable))
        .ToList()
        .Contains(true);

    public TableStatus Table(string region) => Assert.Single(nodes[region].Tables);

    /// <summary>The joining region has copied what the others hold.</summary>
    public void FinishCopy(string region)
    {
        Assert.True(nodes[region].MayAsk(Group.Id), $"{region} may not ask yet");
        nodes[region].Change(Group.Id, table => table with { Status = "ACTIVE" });
    }

    public void Write(string region, long count) => nodes[region].Change(
        Group.Id, table => table with { Sequence = table.Sequence + count });

    /// <summary>The region stops writing for the table.</summary>
    public void BeginDrain(string region) => nodes[region].Change(Group.Id, table => table with { IsDraining = true });

    public void Hear(string region, string from) =>
        nodes[region].Cover(Group.Id, Table(from).Log, Table(from).Sequence);

    public string Members() => string.Join(' ', Group.Members.Select(member => $"{member.Region}:{member.State}"));

    public static GlobalTable Products(params string[] regions) => new()
    {
        Metadata = new ResourceMetadata("products"),
        Spec = new GlobalTableSpec
        {
            TableName = "Products",
            AttributeDefinitions = [new AttributeDefinition("ProductID", "S")],
            KeySchema = [new KeySchemaElement("ProductID", "HASH")],
            Replicas = [.. regions.Select(region => new Replica(region))],
        },
    };

    public void Declare(params string[] regions)
    {
        Tables.Clear();
        Tables.Add(Products(regions));
    }
}
