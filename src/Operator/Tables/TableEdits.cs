using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GlobalTables.ControlPlane.Resources;
using GlobalTables.Operator.Kubernetes;
using GlobalTables.Operator.Resources;
using k8s.Models;

namespace GlobalTables.Operator.Tables;

/// <summary>
/// Writes what was asked through the API into the objects: an edit of the one that declares the table, a new one for
/// a table that has none, or a deletion. A request is answered only after that.
/// </summary>
sealed class TableEdits(ApplyClient api)
{
    static readonly string[] Editable =
        ["billingMode", "provisionedThroughput", "deletionProtectionEnabled", "replicas"];

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    readonly Dictionary<ResourceMetadata, V1Alpha1GlobalTable> written = [];

    /// <summary>The objects with what was written here and the cache does not show yet.</summary>
    public IEnumerable<V1Alpha1GlobalTable> Newest(IReadOnlyList<V1Alpha1GlobalTable> cached)
    {
        foreach (var entity in cached)
        {
            var name = TableObjects.NameOf(entity);
            if (written.TryGetValue(name, out var newer)
                && newer.Uid() == entity.Uid()
                && newer.Metadata.Generation > entity.Metadata.Generation)
            {
                yield return newer;
            }
            else
            {
                written.Remove(name);
                yield return entity;
            }
        }
    }

    /// <returns>The tables as the server has them now; those whose edit failed stay as they were.</returns>
    public async Task<(IReadOnlyList<GlobalTable> Tables, IReadOnlySet<ResourceMetadata> Failed)> WriteAsync(
        IReadOnlyList<GlobalTable> before,
        IReadOnlyList<GlobalTable> after,
        IReadOnlyDictionary<ResourceMetadata, V1Alpha1GlobalTable> objects,
        CancellationToken cancel)
    {
        var failed = new HashSet<ResourceMetadata>();
        var tables = new List<GlobalTable>();
        foreach (var table in after)
        {
            var known = before.FirstOrDefault(other => other.Metadata == table.Metadata);
            if (known == table)
            {
                tables.Add(table);
                continue;
            }

            var written = known is null
                ? await CreateAsync(table, cancel)
                : await EditAsync(table, objects[table.Metadata], cancel);
            if (written)
            {
                tables.Add(table);
            }
            else
            {
                failed.Add(table.Metadata);
                tables.AddRange(known is null ? [] : [known]);
            }
        }

        foreach (var gone in before.Where(table => after.All(other => other.Metadata != table.Metadata)))
        {
            await api.DeleteAsync(objects[gone.Metadata], Propagation.Background, cancel);
        }

        return (tables, failed);
    }

    async Task<bool> CreateAsync(GlobalTable table, CancellationToken cancel)
    {
        try
        {
            await api.CreateAsync(
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
            return true;
        }
        catch (ApiException there) when (there.IsAlreadyExists)
        {
            return false;   // it is there already: the cache will say
        }
    }

    /// <summary>Only what an API request can change; the rest is the manifest's.</summary>
    async Task<bool> EditAsync(GlobalTable table, V1Alpha1GlobalTable entity, CancellationToken cancel)
    {
        var spec = JsonSerializer.SerializeToNode(table.Spec, Json)!.AsObject();
        var edit = new JsonObject();
        foreach (var field in Editable)
        {
            edit[field] = spec[field]?.DeepClone();   // a null of the merge patch takes the field away
        }

        try
        {
            written[table.Metadata] = await api.PatchAsync(entity, new JsonObject { ["spec"] = edit }, cancel);
            return true;
        }
        catch (ConflictException)
        {
            return false;   // edited meanwhile: the request is met again with the new object
        }
    }
}
