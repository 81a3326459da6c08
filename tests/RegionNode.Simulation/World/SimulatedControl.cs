using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.RegionNode.Simulation.Running;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// The control plane: a manifest of one table, production's planning, and pushes that may be lost, late or repeated.
/// Its lease may pass on; who had it before may then go on for a while with what it remembers (<see cref="ControlStore"/>
/// says what holds it off).
/// </summary>
sealed class SimulatedControl
{
    const int TurnsMax = 60;
    const int OldMax = 30;

    readonly SimulatedWorld world;
    readonly Random random;
    readonly ControlStore store;
    readonly List<(RegionConfig Config, SimulatedPlanner Planner)> pushes = [];
    readonly List<(RegionConfig Config, SimulatedPlanner Planner)> late = [];
    readonly List<byte[]> old = [];
    readonly HashSet<string> forced = new(StringComparer.Ordinal);
    readonly HashSet<string> unreachable = new(StringComparer.Ordinal);
    SimulatedPlanner leader;
    SimulatedPlanner? former;
    GlobalTable table = TableIn([], hasSecondIndex: false);
    int declarations;

    public SimulatedControl(SimulatedWorld world)
    {
        this.world = world;
        random = new(world.Random.Next());
        store = new(NoteKept);
        leader = new(store);
    }

    /// <summary>As it was decided last, also while that is forgotten.</summary>
    public TableGroup? Group { get; private set; }

    public string? GroupId => Group?.Id;

    /// <summary>All that was decided is lost, and was not found at the nodes again yet.</summary>
    public bool IsForgotten => store.IsEmpty;

    public IReadOnlyList<string> Wanted => [.. table.Regions()];

    /// <summary>The names of the indexes that are declared.</summary>
    public IReadOnlyList<string> Indexes => [.. table.Spec.GlobalSecondaryIndexes!.Select(index => index.IndexName)];

    public IReadOnlySet<string> ForcedOut => forced;

    public bool IsReachable(string region) => !unreachable.Contains(region) && world.Regions[region].IsUp;

    public void SetReachable(string region, bool isReachable)
    {
        if (isReachable)
        {
            unreachable.Remove(region);
        }
        else
        {
            unreachable.Add(region);
        }
    }

    public void Declare(IReadOnlyList<string> regions)
    {
        table = TableIn(regions, hasSecondIndex: ++declarations % 2 == 0);
        world.Trace.Note($"declared: {string.Join(' ', regions)}");
    }

    /// <summary>The region need not be waited for once it cannot be reached.</summary>
    public void Force(string region) => forced.Add(region);

    public void Unforce(string region) => forced.Remove(region);

    /// <summary>Hears the nodes that can be reached; the others are silent.</summary>
    public void Hear() => Hear(leader);

    /// <summary>One plan; what follows from it is on its way to the nodes.</summary>
    /// <returns>How many documents there are.</returns>
    public int Plan()
    {
        var (configs, _) = leader.Plan(Input, random);
        foreach (var config in configs)
        {
            late.AddRange(pushes.Where(push => push.Config.Region == config.Region));
            pushes.RemoveAll(push => push.Config.Region == config.Region);
            pushes.Add((config, leader));
        }

        while (late.Count > OldMax)
        {
            late.RemoveAt(0);
        }

        return configs.Count;
    }

    /// <summary>
    /// The lease has passed on, and who had it does not know: it plans and tells once more, from what it remembers and
    /// perhaps from what it heard long ago.
    /// </summary>
    public void PlanAsFormer()
    {
        if (store.IsEmpty)
        {
            return;
        }

        if (former is null || world.Random.Next(4) == 0)
        {
            world.Trace.Note("the lease of the control plane passes on");
            former = leader;
            leader = new(store);
            return;
        }

        if (world.Random.Next(2) == 0)
        {
            Hear(former);
        }

        var (configs, refused) = former.Plan(Input, random);
        world.Counters.Count(Rare.SecondControlPlane, configs.Count > 0 || refused > 0 ? 1 : 0);
        world.Counters.Count(Rare.PlanRefused, refused);
        world.Trace.Note($"a second control plane plans {configs.Count} configs; {refused} plans could not be kept");
        foreach (var config in configs)
        {
            if (world.Random.Next(2) == 0)
            {
                Push(config, former);
            }
            else
            {
                late.Add((config, former));
            }
        }
    }

    /// <summary>All that was decided is lost, and read from the nodes again. One process is left.</summary>
    public void Forget()
    {
        world.Trace.Note("the control plane loses its memory");
        world.Counters.Count(Rare.ControlMemoryLost);
        store.Forget();
        (leader, former) = (new(store), null);
        pushes.Clear();
        late.Clear();
    }

    /// <summary>One document arrives; false when none is on its way.</summary>
    public bool PushOne()
    {
        var at = pushes.FindIndex(push => IsReachable(push.Config.Region));
        if (at < 0)
        {
            return false;
        }

        Take(pushes, at);
        return true;
    }

    /// <summary>The document for that region arrives, if there is one.</summary>
    public void PushTo(string region)
    {
        var at = pushes.FindIndex(push => push.Config.Region == region);
        if (at >= 0)
        {
            Take(pushes, at);
        }
    }

    public void LosePush()
    {
        if (pushes.Count > 0)
        {
            pushes.RemoveAt(world.Random.Next(pushes.Count));
            world.Counters.Count(Rare.ConfigLost);
        }
    }

    /// <summary>A document that another one has overtaken arrives after all.</summary>
    public void PushLate()
    {
        if (late.Count == 0)
        {
            return;
        }

        var at = world.Random.Next(late.Count);
        var (config, _) = late[at];
        var present = world.Regions[config.Region].Node?.Volume.Config.Epoch ?? 0;
        world.Counters.Count(Rare.ConfigLate, IsReachable(config.Region) && present > config.Epoch ? 1 : 0);
        Take(late, at);
    }

    /// <summary>A document that has arrived before arrives again.</summary>
    public void RepeatPush()
    {
        if (old.Count == 0)
        {
            return;
        }

        var document = old[world.Random.Next(old.Count)];
        var config = JsonSerializer.Deserialize(document, ContractJson.Default.RegionConfig)!;
        world.Counters.Count(Rare.ConfigRepeated);
        Push(config, planner: null);
    }

    /// <summary>Plans and tells until nothing is to be told any more.</summary>
    public bool Settle()
    {
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            Hear();
            var isNews = Plan() > 0;
            while (PushOne())
            {
                isNews = true;
            }

            if (!isNews)
            {
                return turn > 0;
            }
        }

        return true;
    }

    public void DropPushes()
    {
        pushes.Clear();
        late.Clear();
        old.Clear();
        former = null;
    }

    // One index is there from the beginning; the other comes and goes with what is declared.
    static GlobalTable TableIn(IReadOnlyList<string> regions, bool hasSecondIndex) => new()
    {
        Metadata = new ResourceMetadata(SimulatedWorld.TableName),
        Spec = new GlobalTableSpec
        {
            TableName = SimulatedWorld.TableName,
            AttributeDefinitions = [new("p", "S"), new("s", "S"), new("v", "N"), new("c", "N")],
            KeySchema = [new("p", "HASH"), new("s", "RANGE")],
            GlobalSecondaryIndexes = hasSecondIndex ? [IndexOf("v"), IndexOf("c")] : [IndexOf("v")],
            Replicas = [.. regions.Select(region => new Replica(region))],
        },
    };

    static GlobalSecondaryIndex IndexOf(string attribute) => new()
    {
        IndexName = $"by-{attribute}",
        KeySchema = [new(attribute, "HASH")],
        Projection = new("ALL"),
    };

    PlanningInput Input(SimulatedPlanner planner) => new()
    {
        Tables = [table],
        Regions = planner.Heard.ToDictionary(
            pair => pair.Key, pair => new ObservedRegion($"http://{pair.Key}:8001", pair.Value)),
        Memory = planner.Memory,
        IsForcedToLeave = (_, region) => forced.Contains(region),
    };

    void Hear(SimulatedPlanner planner)
    {
        foreach (var (name, region) in world.Regions)
        {
            planner.Hear(name, IsReachable(name) ? region.Status() : null);
        }
    }

    void Take(List<(RegionConfig Config, SimulatedPlanner Planner)> from, int at)
    {
        var (config, planner) = from[at];
        from.RemoveAt(at);
        Push(config, planner);
    }

    // Who told it hears that it was accepted.
    void Push(RegionConfig config, SimulatedPlanner? planner)
    {
        if (!IsReachable(config.Region))
        {
            return;
        }

        var region = world.Regions[config.Region];
        var document = JsonSerializer.SerializeToUtf8Bytes(config, ContractJson.Default.RegionConfig);
        old.Add(document);
        if (old.Count > OldMax)
        {
            old.RemoveAt(world.Random.Next(old.Count));
        }

        world.Start(async () =>
        {
            var read = JsonSerializer.Deserialize(document, ContractJson.Default.RegionConfig)!;
            var refusal = await region.Node!.Config.ApplyAsync(read, document, CancellationToken.None);
            world.Trace.Note($"{config.Region} takes config {config.Epoch}: {refusal ?? InForce(region)}");
            if (refusal is null)
            {
                planner?.Accepted(config);
            }
        });
        world.CommitAll(region);
    }

    static string InForce(SimulatedRegion region) => string.Join("; ", region.Node!.Volume.Catalog.All
        .Select(table => $"{table.Name} is {table.State}/{table.Log % 1000:000} at {table.MembershipEpoch}")
        .Prepend("in force"));

    void NoteReturn(string region)
    {
        var former = world.History.Lives.Where(life => life.Region == region && life.IsActivated).ToList();
        world.Counters.Count(Rare.ReAdded, former.Count > 0 ? 1 : 0);
        var left = former.Select(life => life.SeenAt).DefaultIfEmpty(TimeSpan.MaxValue).Max();
        world.Counters.Count(Rare.AwayOverCollection, world.History.CollectedAt > left ? 1 : 0);
    }

    static string MembersOf(TableGroup? group) => $"{group?.Id} {group?.Epoch} " + string.Join(',',
        (group?.Members ?? []).Select(member => $"{member.Region} {member.Log} {member.State}"));

    void NoteKept(TableGroup after)
    {
        var before = Group;
        Group = after;
        if (MembersOf(before) != MembersOf(after))
        {
            NoteChange(before, after);
        }
    }

    void NoteChange(TableGroup? before, TableGroup after)
    {
        world.Trace.Note($"planned: epoch {after.Epoch} " + string.Join(' ', after.Members.Select(
            member => $"{member.Region}:{member.State}/{member.Log % 1000}")));
        foreach (var member in after.Members)
        {
            if (member.Log is { } present)
            {
                world.History.LifeOf(member.Region, present).WasMember = true;
            }

            if (before is not null && before.MemberOf(member.Region) is null)
            {
                world.Counters.Count(Rare.Join);
                NoteReturn(member.Region);
            }

            if (before?.MemberOf(member.Region) is { Log: { } log } same && member.Log is { } newLog && log != newLog)
            {
                world.Counters.Count(Rare.NewIncarnation);
                world.History.LifeOf(same.Region, log).IsVolumeLost = true;
            }
        }

        foreach (var member in before?.Members ?? [])
        {
            if (after.MemberOf(member.Region) is not null)
            {
                continue;
            }

            var isForced = member.State != MemberState.Leaving || forced.Contains(member.Region);
            world.Counters.Count(isForced ? Rare.ForcedRemoval : Rare.Drain);
            if (isForced && member.Log is { } log)
            {
                world.History.LifeOf(member.Region, log).IsForcedOut = true;
            }
        }
    }
}
