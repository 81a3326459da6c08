using GlobalTables.ControlPlane.Nodes;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local;

/// <summary>
/// One step: reads the manifests and what the nodes report, decides, remembers, starts and stops processes, and pushes.
/// It may run at any moment and any number of times, and after a crash half way.
/// </summary>
sealed class Reconciler(
    ManifestFiles manifests,
    DataFolder folder,
    LocalRegions regions,
    RegionPlaces places,
    Random random,
    Action<string> say)
{
    /// <summary>Objects for tables made through the API belong here.</summary>
    const string ApiTablesNamespace = "globaltables-api";

    LocalState state = new();

    /// <summary>Takes over what was read and checked before the first step.</summary>
    public void Begin(LocalState remembered) => state = remembered;

    public LocalState State => state;

    public async Task<Picture> StepAsync(CancellationToken cancel)
    {
        if (manifests.Poll() is { } changed)
        {
            Apply(changed);
        }

        var edits = RequestedEdit.Apply(state.Tables, regions.Observe(), state.Memory, ApiTablesNamespace);
        var edited = places.WithPorts(state with { Tables = edits.Tables });
        folder.Save(state with { Ports = edited.Ports });   // a port is remembered before a process takes it
        await regions.KeepAsync(places.Wanted(edited));

        var observed = regions.Observe();
        var plan = RegionConfigFrom.Plan(
            new PlanningInput
            {
                Tables = edited.Tables,
                Regions = observed,
                Memory = state.Memory,
                Settled = edits.Settled,
                DeletedGroups = edits.DeletedGroups,
            },
            random);
        state = edited with { Memory = plan.Memory };
        folder.Save(state);   // the edits with the plan that follows from them, before anybody hears of it

        var answers = await Task.WhenAll(plan.Configs.Select(async config =>
            (Config: config, Answer: await regions.Find(config.Region)!.PushAsync(config, cancel))));
        foreach (var (config, answer) in answers)
        {
            switch (answer)
            {
                case NodeAnswer.Told:
                    state = state with { Memory = state.Memory.WithAccepted(config) };
                    break;
                case NodeAnswer.Refused refused:
                    say($"{config.Region}: the node refuses what it is told: {refused.Reason}");
                    break;
                default:
                    break;   // unreachable: the next step plans it again
            }
        }

        return new Picture(
            [.. observed.Select(region => new RegionPicture(
                region.Key, region.Value.Status is not null, region.Value.Status?.Clock?.Problem))],
            StatusFrom.Nodes(observed, state.Memory),
            plan.Notes);
    }

    void Apply(ManifestSet changed)
    {
        if (changed.Problems.Count > 0)
        {
            say("The manifests have changed and cannot be used; what was there before stays in force:");
            foreach (var problem in changed.Problems)
            {
                say("  " + problem);
            }

            return;
        }

        foreach (var omitted in ManifestMerge.Omitted(state.LastApplied, changed.Tables))
        {
            say($"{omitted.TableName()} is not in the manifests any more; it stays as it is");
        }

        say("The manifests have changed and are applied");
        state = Applied(state, changed.Tables);
    }

    public static LocalState Applied(LocalState state, IReadOnlyList<GlobalTable> tables) => state with
    {
        Tables = ManifestMerge.Merge(state.LastApplied, tables, state.Tables),
        LastApplied = ManifestMerge.Applied(state.LastApplied, tables),
    };
}
