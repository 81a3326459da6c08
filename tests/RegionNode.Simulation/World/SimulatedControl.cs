using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.RegionNode.Simulation.Running;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// The control plane: a manifest of one table, what it has heard of the nodes, production's planning, and pushes that
/// may be lost, late or repeated. What a plan decides of the group is kept before anybody hears of it, and only if
/// nobody else has changed it since: a second control plane, with an old memory, is held off by that alone.
/// </summary>
sealed class SimulatedControl(SimulatedWorld world)
{
    const int TurnsMax = 60;
    const int OldMax = 30;

    readonly Random random = new(world.Random.Next());
    readonly SortedDictionary<string, RegionStatus?> heard = new(StringComparer.Ordinal);
    readonly List<RegionConfig> pushes = [];
    readonly List<byte[]> old = [];
    readonly List<ControlMemory> oldMemories = [];
    readonly HashSet<string> forced = new(StringComparer.Ordinal);
    readonly HashSet<string> unreachable = new(StringComparer.Ordinal);
    GlobalTable table = TableIn([]);

    public ControlMemory Memory { get; private set; } = new();

    /// <summary>As it was decided last, also while that is forgotten.</summary>
    public TableGroup? Group { get; private set; }

    public string? GroupId { get; private set; }

    public IReadOnlyList<string> Wanted => [.. table.Regions()];

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
        table = TableIn(regions);
        world.Trace.Note($"declared: {string.Join(' ', regions)}");
    }

    /// <summary>The region need not be waited for once it cannot be reached.</summary>
    public void Force(string region) => forced.Add(region);

    public void Unforce(string region) => forced.Remove(region);

    /// <summary>Hears the nodes that can be reached; the others are silent.</summary>
    public void Hear()
    {
        foreach (var (name, region) in world.Regions)
        {
            heard[name] = IsReachable(name) ? region.Status() : null;
        }
    }

    /// <summary>One plan; what follows from it is on its way to the nodes.</summary>
    /// <returns>How many documents there are.</returns>
    public int Plan()
    {
        var plan = RegionConfigFrom.Plan(Input(Memory), random);
        if (Decided(plan.Memory) != Decided(Memory))
        {
            oldMemories.Add(Memory);
            if (oldMemories.Count > OldMax)
            {
                oldMemories.RemoveAt(0);
            }

            NoteChange(plan.Memory);
        }

        Memory = plan.Memory;
        Group = GroupIn(Memory) ?? Group;
        GroupId = Group?.Id;
        foreach (var config in plan.Configs)
        {
            pushes.RemoveAll(push => push.Region == config.Region);
            pushes.Add(config);
        }

        return plan.Configs.Count;
    }

    /// <summary>
    /// Another control plane that remembers less: what it would decide it cannot keep, so it may only tell the nodes
    /// what it takes for decided.
    /// </summary>
    public void PlanFromOldMemory()
    {
        if (oldMemories.Count == 0)
        {
            return;
        }

        var remembered = oldMemories[world.Random.Next(oldMemories.Count)];
        var plan = RegionConfigFrom.Plan(Input(remembered), random);
        if (Decided(plan.Memory) != Decided(remembered) || plan.Configs.Count == 0)
        {
            return;
        }

        world.Counters.Count(Rare.SecondControlPlane);
        var config = plan.Configs[world.Random.Next(plan.Configs.Count)];
        world.Trace.Note($"a second control plane tells {config.Region} its config {config.Epoch}");
        Push(config, isOwn: false);
    }

    /// <summary>All that is remembered is lost, and read from the nodes again.</summary>
    public void Forget()
    {
        world.Trace.Note("the control plane loses its memory");
        world.Counters.Count(Rare.ControlMemoryLost);
        Memory = new();
        pushes.Clear();
    }

    /// <summary>One document arrives; false when none is on its way.</summary>
    public bool PushOne()
    {
        var at = pushes.FindIndex(push => IsReachable(push.Region));
        if (at < 0)
        {
            return false;
        }

        var config = pushes[at];
        pushes.RemoveAt(at);
        Push(config, isOwn: true);
        return true;
    }

    /// <summary>The document for that region arrives, if there is one.</summary>
    public void PushTo(string region)
    {
        var at = pushes.FindIndex(push => push.Region == region);
        if (at >= 0)
        {
            var config = pushes[at];
            pushes.RemoveAt(at);
            Push(config, isOwn: true);
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

    /// <summary>A document of an earlier time arrives, late or again.</summary>
    public void RepeatPush()
    {
        if (old.Count == 0)
        {
            return;
        }

        var document = old[world.Random.Next(old.Count)];
        var config = JsonSerializer.Deserialize(document, ContractJson.Default.RegionConfig)!;
        world.Counters.Count(Rare.ConfigRepeated);
        Push(config, isOwn: false);
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
        old.Clear();
    }

    static TableGroup? GroupIn(ControlMemory memory) => memory.Groups.Count > 0 ? memory.Groups[0] : null;

    static GlobalTable TableIn(IReadOnlyList<string> regions) => new()
    {
        Metadata = new ResourceMetadata(SimulatedWorld.TableName),
        Spec = new GlobalTableSpec
        {
            TableName = SimulatedWorld.TableName,
            AttributeDefinitions = [new("p", "S"), new("s", "S")],
            KeySchema = [new("p", "HASH"), new("s", "RANGE")],
            Replicas = [.. regions.Select(region => new Replica(region))],
        },
    };

    // What two control planes may not both decide: the members of each epoch.
    static string Decided(ControlMemory memory) => string.Join(';', memory.Groups.Select(group =>
        $"{group.Id} {group.Epoch} " + string.Join(',', group.Members.Select(
            member => $"{member.Region} {member.Log} {member.State}"))));

    PlanningInput Input(ControlMemory memory) => new()
    {
        Tables = [table],
        Regions = heard.ToDictionary(
            pair => pair.Key, pair => new ObservedRegion($"http://{pair.Key}:8001", pair.Value)),
        Memory = memory,
        IsForcedToLeave = (_, region) => forced.Contains(region),
    };

    void Push(RegionConfig config, bool isOwn)
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
            world.Trace.Note($"{config.Region} takes config {config.Epoch}: {refusal ?? "in force"}");
            if (refusal is null && isOwn)
            {
                Memory = Memory.WithAccepted(config);
            }
        });
        world.CommitAll(region);
    }

    void NoteReturn(string region)
    {
        var former = world.History.Lives.Where(life => life.Region == region && life.IsActivated).ToList();
        world.Counters.Count(Rare.ReAdded, former.Count > 0 ? 1 : 0);
        var left = former.Select(life => life.SeenAt).DefaultIfEmpty(TimeSpan.MaxValue).Max();
        world.Counters.Count(Rare.AwayOverCollection, world.History.CollectedAt > left ? 1 : 0);
    }

    void NoteChange(ControlMemory next)
    {
        var (before, after) = (Group, GroupIn(next));
        world.Trace.Note($"planned: epoch {after?.Epoch} " + string.Join(' ', (after?.Members ?? []).Select(
            member => $"{member.Region}:{member.State}/{member.Log % 1000}")));
        foreach (var member in after?.Members ?? [])
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
            if (after?.MemberOf(member.Region) is not null)
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
