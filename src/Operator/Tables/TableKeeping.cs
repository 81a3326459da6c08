using GlobalTables.ControlPlane.Planning;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// Writes what a plan decided into the objects, before anybody hears of it. A write counts only if nobody else has
/// changed the group since it was read: a control plane that has lost its lease and does not know it yet fails here.
/// </summary>
sealed class TableKeeping(ApplyClient api, TableMemory memory, Action<string, string> refused)
{
    public const string FieldManager = "globaltables-planner";
    const int AttemptsMax = 5;
    const int AtOnce = 8;

    /// <summary>Keeps the groups that have changed.</summary>
    /// <param name="groups">As planned.</param>
    /// <param name="objects">The cache's, by name.</param>
    /// <param name="cancel">Leadership ends.</param>
    /// <returns>The tables whose group could not be kept: nothing may be told of them.</returns>
    public async Task<IReadOnlyList<ResourceMetadata>> KeepAsync(
        IReadOnlyList<TableGroup> groups,
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects,
        CancellationToken cancel)
    {
        var failed = new List<ResourceMetadata>();
        foreach (var same in groups.Where(group => !group.IsDeleted && !memory.IsNews(group)))
        {
            memory.Keep(same);   // the members are as they were; what is declared may not be
        }

        foreach (var some in groups.Where(group => !group.IsDeleted && memory.IsNews(group)).Chunk(AtOnce))
        {
            var written = await Task.WhenAll(some.Select(async group =>
                (Group: group, Outcome: await WriteAsync(group, objects[group.Table.Metadata], cancel))));
            foreach (var (group, outcome) in written)
            {
                outcome();
                if (memory.IsNews(group))
                {
                    failed.Add(group.Table.Metadata);
                }
            }
        }

        return failed;
    }

    /// <summary>Keeps what regions have still to hear of deleted tables; false when that failed.</summary>
    public async Task<bool> KeepRemovalsAsync(IReadOnlyList<TableGroup> groups, CancellationToken cancel)
    {
        var removals = groups.Where(group => group.IsDeleted)
            .SelectMany(group => group.Removals.Select(removal => (removal.Region, Removal: Of(group, removal))))
            .ToLookup(pending => pending.Region, pending => pending.Removal, StringComparer.Ordinal);
        var isKept = true;
        foreach (var region in memory.Regions())
        {
            var wanted = removals[region].OrderBy(removal => removal.GroupId, StringComparer.Ordinal).ToList();
            if (!wanted.SequenceEqual(memory.RemovalsIn(region)))
            {
                isKept &= await WriteAsync(region, wanted, cancel);
            }
        }

        return isKept;
    }

    /// <returns>What to do with the memory, on the caller's thread.</returns>
    async Task<Action> WriteAsync(TableGroup group, V1Alpha1GlobalTable cached, CancellationToken cancel)
    {
        // A cache that does not show what was written here last is behind, or ahead with what another one wrote.
        var version = memory.IsAsWritten(cached) ? cached.ResourceVersion() : "";
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            try
            {
                if (version.Length > 0)
                {
                    await WriteAsync(group, cached, version, cancel);
                    return () => memory.Keep(group);
                }
            }
            catch (ConflictException)
            {
                // Mostly the object was edited, or its other status written: the group is still what it was.
            }
            catch (ApiException no) when (no is not ConflictException)
            {
                refused(group.Table.Metadata.ToString(), no.Message);
                return () => { };   // this table waits, and no other one
            }

            var live = await api.GetAsync<V1Alpha1GlobalTable>(cached.Namespace(), cached.Name(), cancel);
            if (live is null || live.Uid() != cached.Uid())
            {
                return () => memory.Forget(group.Table.Metadata);
            }

            if (!memory.IsAsWritten(live))
            {
                return () => memory.Reload(live);
            }

            if (live.Metadata.Generation != cached.Metadata.Generation)
            {
                break;   // planned from a manifest that is not the present one
            }

            version = live.ResourceVersion();
        }

        return () => { };
    }

    Task<V1Alpha1GlobalTable> WriteAsync(
        TableGroup group, V1Alpha1GlobalTable entity, string version, CancellationToken cancel) => api.ApplyStatusAsync(
            new V1Alpha1GlobalTable
            {
                Metadata = new V1ObjectMeta
                {
                    Name = entity.Name(),
                    NamespaceProperty = entity.Namespace(),
                    ResourceVersion = version,
                },
                Spec = null!,
                Status = new V1Alpha1GlobalTableStatus { Group = TableObjects.Written(group) },
            },
            FieldManager,
            cancel);

    async Task<bool> WriteAsync(
        string region, IReadOnlyList<V1Alpha1PendingRemoval> removals, CancellationToken cancel)
    {
        try
        {
            if (await api.GetAsync<V1Alpha1Region>(null, region, cancel) is not { } live)
            {
                return true;   // nobody is left to be told
            }

            if (!memory.IsAsWritten(live))
            {
                memory.Reload(live);
                return false;
            }

            await api.ApplyStatusAsync(
                new V1Alpha1Region
                {
                    Metadata = new V1ObjectMeta { Name = region, ResourceVersion = live.ResourceVersion() },
                    Spec = null!,
                    Status = new V1Alpha1RegionStatus { Removals = removals },
                },
                FieldManager,
                cancel);
            memory.Keep(region, removals);
            return true;
        }
        catch (ApiException no)
        {
            refused($"Region {region}", no.Message);
            return false;
        }
    }

    static V1Alpha1PendingRemoval Of(TableGroup group, PendingRemoval removal) => new()
    {
        GroupId = group.Id,
        TableName = group.Table.TableName(),
        DeclaredBy = group.Table.Metadata.ToString(),
        DeleteData = removal.DeleteData,
    };
}
