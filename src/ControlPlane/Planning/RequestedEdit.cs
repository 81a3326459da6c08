using System.Security.Cryptography;
using System.Text;
using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.ControlPlane.Planning;

/// <param name="Tables">The declared tables with what was asked for; the list as given when nothing changed.</param>
/// <param name="Settled">Every request, with its refusal if there is one.</param>
/// <param name="DeletedGroups">Groups of tables made through the API whose last region was asked to be deleted.</param>
public sealed record RequestedEdits(
    IReadOnlyList<GlobalTable> Tables, IReadOnlyList<SettledRequest> Settled, IReadOnlyList<string> DeletedGroups);

/// <summary>What a control plane adds to the rules for requests.</summary>
public sealed record RequestRules
{
    /// <summary>A region that is not there is made when a table names it.</summary>
    public bool MakesRegions { get; init; } = true;

    /// <summary>
    /// Ids of requests whose edit was written already: when it is missing again, somebody has undone it.
    /// </summary>
    public IReadOnlySet<string> Written { get; init; } = new HashSet<string>();
}

/// <summary>
/// Turns control requests into edits of what is declared. An edit that is there already changes nothing, so a request
/// may be met again until its node has heard the answer.
/// </summary>
public static class RequestedEdit
{
    /// <param name="tables">What is declared.</param>
    /// <param name="regions">What the nodes report, their requests included.</param>
    /// <param name="memory">Tells which table a request's group is.</param>
    /// <param name="apiTablesNamespace">Where an object is made for a table that has none.</param>
    public static RequestedEdits Apply(
        IReadOnlyList<GlobalTable> tables,
        IReadOnlyDictionary<string, ObservedRegion> regions,
        ControlMemory memory,
        string apiTablesNamespace,
        RequestRules? rules = null)
    {
        rules ??= new RequestRules();
        var settled = new List<SettledRequest>();
        var deleted = new List<string>();
        foreach (var (region, observed) in regions.OrderBy(region => region.Key, StringComparer.Ordinal))
        {
            foreach (var request in observed.Status?.Requests ?? [])
            {
                var before = Find(tables, region, request, memory);
                if (IsDeleted(request, memory) || IsEnd(before, region, request, apiTablesNamespace))
                {
                    tables = IsDeleted(request, memory) ? tables : [.. tables.Where(table => table != before)];
                    deleted.Add(request.GroupId);
                    settled.Add(new SettledRequest(region, request, Refusal: null, before?.Metadata));
                    continue;
                }

                var (after, refusal) = RefusalOf(request, regions, rules) is { } no ? (null, no)
                    : before is null ? Made(tables, region, observed.Status!, request, regions, apiTablesNamespace)
                    : Edited(before, request, regions, memory);
                if (refusal is null && after != before && rules.Written.Contains(request.Id))
                {
                    (after, refusal) = (null, "The edit was undone in the manifest before it could be carried out.");
                }

                settled.Add(new SettledRequest(region, request, refusal, (after ?? before)?.Metadata));
                if (refusal is null && after != before)
                {
                    tables = [.. tables.Where(table => table != before), after!];
                }
            }
        }

        return new RequestedEdits(tables, settled, deleted);
    }

    static string? RefusalOf(
        ControlRequest request, IReadOnlyDictionary<string, ObservedRegion> regions, RequestRules rules) =>
        request is { Kind: ControlRequestKind.CreateReplica, ReplicaRegion: { } wanted }
        && ResourceLimits.IsRegionName(wanted)
        && !regions.ContainsKey(wanted)
        && !rules.MakesRegions
            ? $"There is no region {wanted} here. Regions: "
                + $"{string.Join(", ", regions.Keys.Order(StringComparer.Ordinal))}."
            : null;

    /// <summary>
    /// Deleting the last region of a table that only the API knows deletes the table; one that a manifest declares is
    /// deleted there.
    /// </summary>
    static bool IsEnd(GlobalTable? table, string region, ControlRequest request, string apiTablesNamespace) =>
        request.Kind == ControlRequestKind.DeleteReplica
        && region == request.ReplicaRegion
        && table?.Metadata.Namespace == apiTablesNamespace
        && table.Spec.Replicas is [var last]
        && last.Region == request.ReplicaRegion;

    /// <summary>
    /// The answer was not heard yet; a table of that name that is declared by now is another one.
    /// </summary>
    static bool IsDeleted(ControlRequest request, ControlMemory memory) =>
        memory.Groups.Any(group => group.Id == request.GroupId && group.IsDeleted);

    /// <summary>
    /// The object of the request's group, else one that declares the table in the region that was asked; elsewhere,
    /// the same name is another table.
    /// </summary>
    static GlobalTable? Find(
        IReadOnlyList<GlobalTable> tables, string region, ControlRequest request, ControlMemory memory)
    {
        var metadata = memory.Groups.FirstOrDefault(group => group.Id == request.GroupId)?.Table.Metadata;
        return tables.FirstOrDefault(table => table.Metadata == metadata)
            ?? tables.FirstOrDefault(table =>
                table.TableName() == request.TableName && table.Regions().Contains(region));
    }

    static (GlobalTable? Table, string? Refusal) Edited(
        GlobalTable table,
        ControlRequest request,
        IReadOnlyDictionary<string, ObservedRegion> regions,
        ControlMemory memory) => request.Kind switch
        {
            ControlRequestKind.CreateReplica => WithReplica(table, request, regions, memory),
            ControlRequestKind.DeleteReplica => WithoutReplica(table, request.ReplicaRegion ?? ""),
            ControlRequestKind.ChangeTable => WithShape(table, request, regions),
            _ => (null, $"The control plane does not know {request.Kind}; it is older than the region's node."),
        };

    static (GlobalTable? Table, string? Refusal) WithReplica(
        GlobalTable table,
        ControlRequest request,
        IReadOnlyDictionary<string, ObservedRegion> regions,
        ControlMemory memory)
    {
        var region = request.ReplicaRegion ?? "";
        if (table.Regions().Contains(region))
        {
            return (table, null);
        }

        if (!ResourceLimits.IsRegionName(region))
        {
            return (null,
                $"Region {region} is not supported: a region name is lower-case letters, digits and hyphens, "
                + $"at most {ResourceLimits.RegionNameMax} characters.");
        }

        if (table.Spec.Replicas.Count >= ResourceLimits.ReplicasMax)
        {
            return (null, $"A table has at most {ResourceLimits.ReplicasMax} replicas.");
        }

        var group = memory.Groups.FirstOrDefault(group => group.Id == request.GroupId);
        var isOther = regions.GetValueOrDefault(region)?.Status?.Tables.Any(copy =>
            copy.Shape.TableName == table.TableName()
            && copy.GroupId != request.GroupId
            && copy.LeftGroup != request.GroupId
            && group?.IsFormerCopy(copy) != true) == true;
        return isOther
            ? (null,
                $"Failed to create a the new replica of table with name: '{table.TableName()}' because one or more "
                + "replicas already existed as tables.")
            : (With(table, [.. table.Spec.Replicas, new Replica(region)]), null);
    }

    static (GlobalTable? Table, string? Refusal) WithoutReplica(GlobalTable table, string region)
    {
        if (!table.Regions().Contains(region))
        {
            return (table, null);
        }

        if (table.Spec.Replicas.Count == 1)
        {
            return (null, $"{region} is the last region of the table; delete the table there, or its manifest.");
        }

        return table.Spec.Replicas.Any(replica => replica.Region == region && replica.DeletionProtectionEnabled)
            ? (null, $"The replica in {region} has deletion protection; turn that off in the manifest first.")
            : (With(table, [.. table.Spec.Replicas.Where(replica => replica.Region != region)]), null);
    }

    static (GlobalTable? Table, string? Refusal) WithShape(
        GlobalTable table, ControlRequest request, IReadOnlyDictionary<string, ObservedRegion> regions)
    {
        if (request.Shape is not { } shape)
        {
            return (null, "The request does not say how the table should become.");
        }

        if (ImmutableFields.RefusalOf(table.Shape(), shape) is { } refusal)
        {
            return (null, refusal);
        }

        // A declaration that leaves the indexes to the table goes on to, where the table has none before and after.
        var isWithout = shape.GlobalSecondaryIndexes is not { Count: > 0 } && IndexLists.Most(
            regions.Values.Select(region => region.TableOf(request.GroupId)?.Shape.GlobalSecondaryIndexes))
            is null;
        var indexes = isWithout && table.Spec.GlobalSecondaryIndexes is null
            ? null
            : IndexLists.Keep(table.Spec.GlobalSecondaryIndexes, shape.GlobalSecondaryIndexes);
        var spec = table.Spec with
        {
            BillingMode = shape.BillingMode,
            ProvisionedThroughput = shape.ProvisionedThroughput,
            DeletionProtectionEnabled = shape.DeletionProtectionEnabled,
            TimeToLive = shape.TimeToLive ?? Off(table.Spec.TimeToLive),

            // What is so by default stays unsaid; a node of an earlier version says nothing of streams.
            StreamSpecification = shape.StreamSpecification is { } stream
                && stream != table.Shape().StreamSpecification
                ? StreamOf(stream)
                : table.Spec.StreamSpecification,
            AttributeDefinitions = ReferenceEquals(indexes, table.Spec.GlobalSecondaryIndexes)
                ? table.Spec.AttributeDefinitions
                : shape.AttributeDefinitions,
            GlobalSecondaryIndexes = indexes,
        };
        return (spec == table.Spec ? table : table with { Spec = spec }, null);
    }

    static TimeToLive? Off(TimeToLive? before) => before is null ? null : before with { Enabled = false };

    /// <summary>
    /// An object for a table that has none, with what is asked for. A table that was declared before, by an object
    /// that is lost, keeps the regions that it has, and their data.
    /// </summary>
    static (GlobalTable? Table, string? Refusal) Made(
        IReadOnlyList<GlobalTable> tables,
        string region,
        RegionStatus status,
        ControlRequest request,
        IReadOnlyDictionary<string, ObservedRegion> regions,
        string apiTablesNamespace)
    {
        if (status.Tables.FirstOrDefault(table => table.GroupId == request.GroupId) is not { } found)
        {
            return (null, $"Table {request.TableName} does not exist in {region} any more.");
        }

        var table = new GlobalTable
        {
            Metadata = new ResourceMetadata(ObjectNameOf(found.Shape.TableName), apiTablesNamespace),
            Spec = new GlobalTableSpec
            {
                TableName = found.Shape.TableName,
                AttributeDefinitions = found.Shape.AttributeDefinitions,
                KeySchema = found.Shape.KeySchema,
                BillingMode = found.Shape.BillingMode,
                ProvisionedThroughput = found.Shape.ProvisionedThroughput,
                DeletionProtectionEnabled = found.Shape.DeletionProtectionEnabled,
                TimeToLive = found.Shape.TimeToLive,

                // The view of a stream goes to the new replicas; without one, a global table gets one of both images.
                StreamSpecification = found.Shape.StreamSpecification is { } stream
                    && (stream.StreamEnabled || found.IsDeclared)
                    ? StreamOf(stream)
                    : null,

                LocalSecondaryIndexes = IndexLists.Most([found.Shape.LocalSecondaryIndexes]),
                GlobalSecondaryIndexes = IndexLists.Most([found.Shape.GlobalSecondaryIndexes]),

                // Through the API, to delete means what it means on DynamoDB.
                DeletionPolicy = found.IsDeclared ? DeletionPolicy.Retain : DeletionPolicy.Delete,
                Replicas = [.. found.Members.Append(region).Distinct().Select(name => new Replica(name))],
            },
        };
        return tables.Any(other => other.Metadata == table.Metadata)
            ? (null, $"{table.Metadata} declares another table of this name, which is not in {region}.")
            : Edited(table, request, regions, new ControlMemory());
    }

    static TableStreamSpec StreamOf(StreamSpecification stream) => stream.StreamEnabled
        ? new(true, stream.StreamViewType ?? TableStreamSpec.NewAndOldImages)
        : new(false);

    /// <summary>
    /// The table's name as Kubernetes allows names; a hash tells apart those that would be one otherwise.
    /// </summary>
    internal static string ObjectNameOf(string tableName)
    {
        if (ResourceLimits.IsObjectName(tableName))
        {
            return tableName;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tableName)))[..8];
        var lower = tableName.ToLowerInvariant().Replace('_', '-').Replace('.', '-').Trim('-');
        var stem = lower[..Math.Min(lower.Length, ResourceLimits.ObjectNameMax - hash.Length - 1)].Trim('-');
        return stem.Length == 0 ? $"table-{hash}" : $"{stem}-{hash}";
    }

    static GlobalTable With(GlobalTable table, IReadOnlyList<Replica> replicas) =>
        table with { Spec = table.Spec with { Replicas = replicas } };
}
