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
    readonly TableEdits edits = new(parts.Api, parts.Time);
    readonly ILogger logger = parts.Logger;
    readonly TableMemory memory = new();
    readonly HashSet<string> writtenRequests = new(StringComparer.Ordinal);
    volatile TablePicture? picture;

    /// <summary>Null until the first plan.</summary>
    public TablePicture? Picture => picture;

    public async Task StepAsync(CancellationToken cancel)
    {
        var objects = edits.Newest(parts.Tables.List());
        var regions = parts.Regions.List();
        memory.Follow([.. objects.Values], regions);
        links.Keep(regions.ToDictionary(region => region.Name(), region => parts.PeerAddressOf(region)));
        Hear();

        var declared = TableObjects.Declared(objects.Values);
        var observed = links.All.ToDictionary(
            link => link.Region, link => new ObservedRegion(link.Address, link.View.Status));
        var requested = RequestedEdit.Apply(
            declared,
            observed,
            memory.ForPlanning(),
            parts.Options.ApiTablesNamespace,
            new RequestRules { MakesRegions = parts.Options.AutoCreateRegions, Written = writtenRequests });
        var (edited, failed) = await edits.WriteAsync(declared, requested.Tables, objects, cancel);
        Remember(requested.Settled, failed);
        await CreateRegionsAsync(edited, regions, cancel);

        var input = new PlanningInput
        {
            Tables = [.. edited.Where(table => IsPlannable(objects.GetValueOrDefault(table.Metadata)))],
            Regions = observed,
            Memory = memory.ForPlanning(),
            Settled =
            [
                .. requested.Settled.Select(settled => Answered(settled, failed, objects)).OfType<SettledRequest>(),
            ],
            DeletedGroups = [.. requested.DeletedGroups, .. DeletedGroups(objects.Values)],
            MayAdopt = name => AnnotationOf(objects, name, ApiGroup.Adopt) == "true",
            IsForcedToLeave = (name, region) => IsSilentForLong(region)
                && AnnotationOf(objects, name, ApiGroup.ForceRemoveReplica)
                    .Split(',', StringSplitOptions.TrimEntries).Contains(region),
        };
        var plan = await KeptPlanAsync(input, objects, cancel);
        Tell(plan);
        Report(plan, objects);
        Show(plan, regions, objects);
    }

    static string AnnotationOf(
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects, ResourceMetadata name, string annotation) =>
        objects.GetValueOrDefault(name)?.GetAnnotation(annotation) ?? "";

    /// <summary>
    /// An object that was just made is planned once the cache shows it; and nobody is told of a table whose object
    /// could go without anybody noticing.
    /// </summary>
    bool IsPlannable(V1Alpha1GlobalTable? entity) => entity is not null
        && (memory.GroupOf(TableObjects.NameOf(entity)) is not null
            || entity.Metadata.Finalizers?.Contains(ApiGroup.Finalizer) == true);

    /// <summary>A region that restarts, or that this process has not asked yet, is not one that is lost.</summary>
    bool IsSilentForLong(string region) => links.Find(region)?.View.SilentSince is { } since
        && parts.Time.GetUtcNow() - since >= parts.Options.SilenceBeforeForce;

    /// <summary>The request with what became of its edit; null while that is open.</summary>
    static SettledRequest? Answered(
        SettledRequest settled,
        IReadOnlyDictionary<ResourceMetadata, string?> failed,
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects) =>
        settled.Refusal is not null || settled.Table is not { } table ? settled
        : failed.TryGetValue(table, out var refusal) ? refusal is null ? null : settled with { Refusal = refusal }
        : objects.ContainsKey(table) ? settled
        : null;

    /// <summary>
    /// Requests whose edit is in the object: met again, they edit it no more. Forgotten once they are answered.
    /// </summary>
    void Remember(
        IReadOnlyList<SettledRequest> settled, IReadOnlyDictionary<ResourceMetadata, string?> failed)
    {
        writtenRequests.IntersectWith(settled.Select(one => one.Request.Id));
        writtenRequests.UnionWith(settled
            .Where(one => one.Refusal is null && one.Table is { } table && !failed.ContainsKey(table))
            .Select(one => one.Request.Id));
    }

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
        var keeping = new TableKeeping(parts.Api, memory, LogRefusedByServer);
        for (var attempt = 1; ; attempt++)
        {
            var plan = RegionConfigFrom.Plan(input, parts.Random);
            var failed = await keeping.KeepAsync(plan.Memory.Groups, objects, cancel);
            var isKept = await keeping.KeepRemovalsAsync(plan.Memory.Groups, cancel);
            memory.Told(plan.Memory);
            if (failed.Count == 0 && isKept)
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

    void Report(Plan plan, IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects)
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
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects)
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
        var made = present.Count(region => region.GetLabel(RegionLabels.AutoCreated) == "true");
        foreach (var region in missing)
        {
            if (made++ >= TableOptions.AutoCreatedRegionsMax)
            {
                LogRegionsMax(region, TableOptions.AutoCreatedRegionsMax);
                break;
            }

            try
            {
                await parts.Api.CreateAsync(AutoCreatedRegion.For(region, parts.RegionOptions), cancel);
                LogRegionCreated(region);
            }
            catch (ApiException there) when (there.IsAlreadyExists)
            {
                // the cache is behind
            }
            catch (ApiException no)
            {
                LogRefusedByServer($"Region {region}", no.Message);
            }
        }
    }

    [LoggerMessage(200, LogLevel.Warning, "The state of {Tables} could not be kept; nothing is told of it for now")]
    partial void LogNotKept(string tables);

    [LoggerMessage(201, LogLevel.Warning, "{Region} refuses config {Epoch}: {Reason}")]
    partial void LogRefused(string region, long epoch, string reason);

    [LoggerMessage(203, LogLevel.Warning, "The API server does not take what is to be kept of {Object}: {Refusal}")]
    partial void LogRefusedByServer(string @object, string refusal);

    [LoggerMessage(204, LogLevel.Warning, "{Region} is not made: {Max} regions were made for tables already")]
    partial void LogRegionsMax(string region, int max);

    [LoggerMessage(202, LogLevel.Information, "Made Region {Region}, which a table names")]
    partial void LogRegionCreated(string region);
}
