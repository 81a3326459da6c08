using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Planning;

namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// One term of leadership over production's planning: what it has heard of the nodes, what it has told them, and what
/// it read of the store last. It may have lost its lease and not know it yet.
/// </summary>
sealed class SimulatedPlanner
{
    /// <summary>As often as the operator plans again in one step when others decide at the same time.</summary>
    const int PlansMax = 3;

    readonly ControlStore store;
    readonly SortedDictionary<string, RegionStatus?> heard = new(StringComparer.Ordinal);

    public SimulatedPlanner(ControlStore store)
    {
        this.store = store;
        Memory = new() { Groups = store.Groups };
    }

    public ControlMemory Memory { get; private set; }

    public IReadOnlyDictionary<string, RegionStatus?> Heard => heard;

    public void Hear(string region, RegionStatus? status) => heard[region] = status;

    public void Accepted(RegionConfig config) => Memory = Memory.WithAccepted(config);

    /// <summary>A plan of which everything that is told to nodes is kept.</summary>
    /// <param name="input">What the plan follows from.</param>
    /// <param name="random">Gives new groups their ids.</param>
    /// <returns>The configs; and how often another control plane had decided something meanwhile.</returns>
    public (IReadOnlyList<RegionConfig> Configs, int Refused) Plan(
        Func<SimulatedPlanner, PlanningInput> input, Random random)
    {
        for (var refused = 0; refused < PlansMax; refused++)
        {
            var plan = RegionConfigFrom.Plan(input(this), random);
            if (ControlStore.IsSame(plan.Memory.Groups, Memory.Groups)
                || store.TrySave(Memory.Groups, plan.Memory.Groups))
            {
                Memory = plan.Memory;
                return (plan.Configs, refused);
            }

            Memory = plan.Memory with { Groups = store.Groups };
        }

        return ([], PlansMax);
    }
}
