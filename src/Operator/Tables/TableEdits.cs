using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <param name="Tables">As the server has them now; those whose edit failed stay as they were.</param>
/// <param name="Failed">Why the server refuses an edit; null where it is to be tried again.</param>
sealed record WrittenEdits(
    IReadOnlyList<GlobalTable> Tables, IReadOnlyDictionary<ResourceMetadata, string?> Failed);

/// <summary>
/// Writes what was asked through the API into the objects: an edit of the one that declares the table, a new one for
/// a table that has none, or a deletion. A request is answered only after that.
/// </summary>
sealed class TableEdits(ApplyClient api, TimeProvider time)
{
    /// <summary>A cache that does not show an object after so long never will: it is gone.</summary>
    static readonly TimeSpan ShownWithin = TimeSpan.FromSeconds(30);

    static readonly string[] Editable =
        [
            "billingMode", "provisionedThroughput", "timeToLive", "deletionProtectionEnabled", "streamSpecification",
            "replicas",
        ];

    /// <summary>Written where the indexes change; else they stay whoever's they are.</summary>
    static readonly string[] EditableWithIndexes = [.. Editable, "attributeDefinitions", "globalSecondaryIndexes"];

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    readonly Dictionary<ResourceMetadata, (V1Alpha1GlobalTable Entity, long At)> written = [];

    /// <summary>The objects with what was written here and the cache does not show yet.</summary>
    public IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> Newest(IReadOnlyList<V1Alpha1GlobalTable> cached)
    {
        var objects = cached.ToDictionary(TableObjects.NameOf);
        foreach (var (name, (newer, at)) in written.ToList())
        {
            var isShown = objects.TryGetValue(name, out var entity)
                && (newer.Uid() != entity.Uid() || newer.Metadata.Generation <= entity.Metadata.Generation);
            if (isShown || time.GetElapsedTime(at) > ShownWithin)
            {
                written.Remove(name);
            }
            else
            {
                objects[name] = newer;
            }
        }

        return objects;
    }

    public async Task<WrittenEdits> WriteAsync(
        IReadOnlyList<GlobalTable> before,
        IReadOnlyList<GlobalTable> after,
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects,
        CancellationToken cancel)
    {
        var failed = new Dictionary<ResourceMetadata, string?>();
        var tables = new List<GlobalTable>();
        foreach (var table in after)
        {
            var known = before.FirstOrDefault(other => other.Metadata == table.Metadata);
            if (known == table)
            {
                tables.Add(table);
                continue;
            }

            try
            {
                await (known is null
                    ? CreateAsync(table, cancel)
                    : EditAsync(table, objects[table.Metadata], cancel));
                tables.Add(table);
            }
            catch (ApiException no)
            {
                failed[table.Metadata] = RefusalOf(no);
                tables.AddRange(known is null ? [] : [known]);
            }
        }

        foreach (var gone in before.Where(table => after.All(other => other.Metadata != table.Metadata)))
        {
            try
            {
                await api.DeleteAsync(objects[gone.Metadata], Propagation.Background, cancel);
            }
            catch (ApiException no)
            {
                failed[gone.Metadata] = RefusalOf(no);
                tables.Add(gone);
            }
        }

        return new WrittenEdits(tables, failed);
    }

    /// <summary>
    /// What the server will not have, now or later. An object that is there already, or was edited meanwhile, is met
    /// again when the cache shows it.
    /// </summary>
    static string? RefusalOf(ApiException no) => no is not ConflictException && !no.IsAlreadyExists
        && no.Status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            and not HttpStatusCode.TooManyRequests and not HttpStatusCode.RequestTimeout
        ? $"The API server refuses the edit: {no.Message}"
        : null;

    async Task CreateAsync(GlobalTable table, CancellationToken cancel)
    {
        var created = await api.CreateAsync(
            new V1Alpha1GlobalTable
            {
                Metadata = new V1ObjectMeta
                {
                    Name = table.Metadata.Name,
                    NamespaceProperty = table.Metadata.Namespace,
                    Annotations = new Dictionary<string, string> { [ApiGroup.Adopt] = "true" },
                },
                Spec = table.Spec,
            },
            cancel);
        written[table.Metadata] = (created, time.GetTimestamp());
    }

    /// <summary>Only what an API request can change; the rest is the manifest's.</summary>
    async Task EditAsync(GlobalTable table, V1Alpha1GlobalTable entity, CancellationToken cancel)
    {
        var spec = JsonSerializer.SerializeToNode(table.Spec, Json)!.AsObject();
        var edit = new JsonObject();
        var keepsIndexes =
            IndexLists.Same(entity.Spec.GlobalSecondaryIndexes, table.Spec.GlobalSecondaryIndexes);
        foreach (var field in keepsIndexes ? Editable : EditableWithIndexes)
        {
            edit[field] = spec[field]?.DeepClone();   // a null of the merge patch takes the field away
        }

        var edited = await api.PatchAsync(entity, new JsonObject { ["spec"] = edit }, cancel);
        written[table.Metadata] = (edited, time.GetTimestamp());
    }
}
