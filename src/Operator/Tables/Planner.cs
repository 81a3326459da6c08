using System.Collections.Concurrent;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Nodes;
using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Nodes;
using GlobalTables.Operator.Regions;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// One term of leadership: one plan for all tables, kept in the objects first and told to the nodes then, each by its
/// own line. A step may run at any moment and any number of times, and after a crash half way.
/// </summary>
sealed partial class Planner(PlannerParts parts, NodeLinks links)
{
    /// <summary>A table whose group cannot be kept is left out; each attempt can lose others.</summary>
    const int PlansMax = 3;

    readonly ConcurrentQueue<(RegionConfig Config, NodeAnswer Answer)> answers = [];
    readonly TableEdits edits = new(parts.Api);
    readonly ILogger logger = parts.Logger;
    readonly TableMemory memory = new();
    volatile TablePicture? picture;

    /// <summary>Null until the first plan.</summary>
    public TablePicture? Picture => picture;

    public async Task StepAsync(CancellationToken cancel)
    {
        var objects = edits.Newest(parts.Tables.List()).ToDictionary(TableObjects.NameOf);
        var regions = parts.Regions.List();
        memory.Follow([.. objects.Values], regions);
        links.Keep(regions.ToDictionary(region => region.Name(), region => parts.PeerAddressOf(region)));
        Hear();

        var declared = TableObjects.Declared(objects.Values);
        var observed = links.All.ToDictionary(
            link => link.Region, link => new ObservedRegion(link.Address, link.View.Status));
        var requested = RequestedEdit.Apply(
            declared, observed, memory.ForPlanning(), parts.Options.ApiTablesNamespace);
        var (edited, failed) = await edits.WriteAsync(declared, requested.Tables, objects, cancel);
        await CreateRegionsAsync(edited, regions, cancel);

        var input = new PlanningInput
        {
            // A table whose object was just made is planned once the cache shows that.
            Tables = [.. edited.Where(table => objects.ContainsKey(table.Metadata))],
            Regions = observed,
            Memory = memory.ForPlanning(),
            Settled = [.. requested.Settled.Where(settled => IsWritten(settled, failed, objects))],
            DeletedGroups = [.. requested.DeletedGroups, .. DeletedGroups(objects.Values)],
            MayAdopt = name => AnnotationOf(objects, name, ApiGroup.Adopt) == "true",
            IsForcedToLeave = (name, region) => AnnotationOf(objects, name, ApiGroup.ForceRemoveReplica)
                .Split(',', StringSplitOptions.TrimEntries).Contains(region),
        };
        var plan = await KeptPlanAsync(input, objects, cancel);
        Tell(plan);
        Report(plan, objects);
        Show(plan, regions, objects);
    }

    static string AnnotationOf(
        Dictionary<ResourceMetadata, V1Alpha1GlobalTable> objects, ResourceMetadata name, string annotation) =>
        objects.GetValueOrDefault(name)?.GetAnnotation(annotation) ?? "";

    static bool IsWritten(
        SettledRequest settled,
        IReadOnlySet<ResourceMetadata> failed,
        Dictionary<ResourceMetadata, V1Alpha1GlobalTable> objects) =>
        settled.Refusal is not null
        || settled.Table is not { } table
        || (!failed.Contains(table) && objects.ContainsKey(table));

    IEnumerable<string> DeletedGroups(IEnumerable<V1Alpha1GlobalTable> objects) => objects
        .Where(entity => entity.DeletionTimestamp() is not null)
        .Select(entity => memory.GroupOf(TableObjects.NameOf(entity))?.Id)
        .OfType<string>();

    /// <summary>A plan of which everything that is told to nodes is kept.</summary>
    async Task<Plan> KeptPlanAsync(
        PlanningInput input,
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects,
        CancellationToken cancel)
    {
        var keeping = new TableKeeping(parts.Api, memory);
        for (var attempt = 1; ; attempt++)
        {
            var plan = RegionConfigFrom.Plan(input, parts.Random);
            var failed = await keeping.KeepAsync(plan.Memory.Groups, objects, cancel);
            await keeping.KeepRemovalsAsync(plan.Memory.Groups, cancel);
            memory.Told(plan.Memory);
            if (failed.Count == 0)
            {
                foreach (var gone in objects.Where(entity => entity.Value.DeletionTimestamp() is not null))
                {
                    memory.Release(gone.Key);
                }

                return plan;
            }

            LogNotKept(string.Join(", ", failed));
            if (attempt == PlansMax)
            {
                return plan with { Configs = [] };
            }

            input = input with
            {
                Tables = [.. input.Tables.Select(table => failed.Contains(table.Metadata) ? Paused(table) : table)],
                Memory = memory.ForPlanning(),
            };
        }
    }

    static GlobalTable Paused(GlobalTable table) => table with { Spec = table.Spec with { Paused = true } };

    /// <summary>Takes in what became of the configs that were told.</summary>
    void Hear()
    {
        while (answers.TryDequeue(out var heard))
        {
            switch (heard.Answer)
            {
                case NodeAnswer.Told:
                    memory.Told(memory.ForPlanning().WithAccepted(heard.Config));
                    break;
                case NodeAnswer.Refused refused:
                    LogRefused(heard.Config.Region, heard.Config.Epoch, refused.Reason);
                    break;
                default:
                    break;   // unreachable: the next plan tells it again
            }
        }
    }

    void Tell(Plan plan)
    {
        foreach (var config in plan.Configs)
        {
            if (links.Find(config.Region) is { CanPush: true } link)
            {
                link.Push(config, (told, answer) => answers.Enqueue((told, answer)));
            }
        }
    }

    void Report(Plan plan, Dictionary<ResourceMetadata, V1Alpha1GlobalTable> objects)
    {
        foreach (var note in plan.Notes.Where(note => note.Kind == NoteKind.Notice))
        {
            if (objects.TryGetValue(note.Table, out var entity))
            {
                parts.Events.Notice(entity, note);
            }
        }
    }

    void Show(
        Plan plan,
        IReadOnlyList<V1Alpha1Region> regions,
        Dictionary<ResourceMetadata, V1Alpha1GlobalTable> objects)
    {
        picture = new TablePicture
        {
            Generations = objects.Values.ToDictionary(entity => entity.Uid(), entity => entity.Generation() ?? 0),
            Groups = plan.Memory.Groups.Where(group => !group.IsDeleted).ToDictionary(group => group.Table.Metadata),
            Notes = plan.Notes.ToLookup(note => note.Table),
            Regions = regions.ToDictionary(
                region => region.Name(),
                region => new RegionPicture(
                    RegionAddress.Api(region),
                    links.Find(region.Name())!.View,
                    [.. memory.RemovalsIn(region.Name()).Select(removal => removal.DeclaredBy)])
                {
                    IsWanted = region.Spec.Nodes > 0,
                }),
            Released = memory.Released(),
        };
        foreach (var name in objects.Keys)
        {
            parts.Queue.Enqueue(name.Namespace, name.Name);
        }
    }

    async Task CreateRegionsAsync(
        IReadOnlyList<GlobalTable> declared, IReadOnlyList<V1Alpha1Region> present, CancellationToken cancel)
    {
        if (!parts.Options.AutoCreateRegions)
        {
            return;
        }

        var missing = declared.Where(table => !table.Spec.Paused)
            .SelectMany(table => table.Regions())
            .Distinct(StringComparer.Ordinal)
            .Except(present.Select(region => region.Name()), StringComparer.Ordinal);
        foreach (var region in missing)
        {
            try
            {
                await parts.Api.CreateAsync(AutoCreatedRegion.For(region, parts.RegionOptions), cancel);
                LogRegionCreated(region);
            }
            catch (ApiException there) when (there.IsAlreadyExists)
            {
                // the cache is behind
            }
        }
    }

    [LoggerMessage(200, LogLevel.Warning, "The state of {Tables} could not be kept; nothing is told of it for now")]
    partial void LogNotKept(string tables);

    [LoggerMessage(201, LogLevel.Warning, "{Region} refuses config {Epoch}: {Reason}")]
    partial void LogRefused(string region, long epoch, string reason);

    [LoggerMessage(202, LogLevel.Information, "Made Region {Region}, which a table names")]
    partial void LogRegionCreated(string region);
}
