using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>What becomes of the objects that a deleted one owns.</summary>
public enum Propagation
{
    /// <summary>They go too, later.</summary>
    Background,

    /// <summary>They stay, without an owner.</summary>
    Orphan,
}

/// <summary>
/// The gate for every change of an object: server-side apply, which leaves alone what is not ours, and spared where
/// nothing would change. Reads are live; what may be a little old is in a store and costs nothing.
/// </summary>
public sealed class ApplyClient
{
    const int AppliedMax = 20_000;
    const string ApplyPatch = "application/apply-patch+yaml";
    const string MergePatch = "application/merge-patch+json";

    readonly ApiClient api;
    readonly string fieldManager;
    readonly Stores stores;
    readonly TimeProvider time;
    readonly ConcurrentDictionary<AppliedKey, AppliedObject> applied = new();
    readonly ConcurrentDictionary<(string Manager, string? Subresource), bool> writers = new();
    readonly ConcurrentDictionary<Type, bool> listening = new();

    internal ApplyClient(ApiClient api, string fieldManager, Stores stores, TimeProvider time)
    {
        (this.api, this.fieldManager, this.stores, this.time) = (api, fieldManager, stores, time);
    }

    /// <summary>
    /// Makes the object have those fields, creating it if need be, and takes away the fields that were applied before
    /// and are not any more. What others changed of ours is put right; what is theirs alone stays.
    /// </summary>
    /// <param name="desired">Named, and with nothing but what is wanted; a resource version is ignored.</param>
    /// <returns>The object as the server, or the cache, has it: not to be changed.</returns>
    /// <exception cref="ApiException">For one a field that may not change: delete and apply then.</exception>
    public Task<TEntity> ApplyAsync<TEntity>(TEntity desired, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = EntityJson.Write(desired);
        body.Remove("status");
        var metadata = body["metadata"]!.AsObject();
        foreach (var field in (string[])["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp"])
        {
            metadata.Remove(field);
        }

        var key = new AppliedKey(ApiResource.Of<TEntity>(), ObjectKey.Of(desired), fieldManager, null);
        return ApplyAsync<TEntity>(body, null, key, cancel);
    }

    /// <summary>
    /// Makes the status have those fields. With a resource version the write is refused when the object is not of
    /// that version any more; a status that is as it should be is not written, and so not refused.
    /// </summary>
    /// <param name="fieldManager">Whose fields these are: what it applied before and leaves out now is removed.</param>
    /// <exception cref="ConflictException">The object is of another version.</exception>
    public Task<TEntity> ApplyStatusAsync<TEntity>(TEntity desired, string fieldManager, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var whole = EntityJson.Write(desired);
        var key = ObjectKey.Of(desired);
        var metadata = new JsonObject { ["name"] = key.Name };
        if (key.Namespace is not null)
        {
            metadata["namespace"] = key.Namespace;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = whole["apiVersion"]!.DeepClone(),
            ["kind"] = whole["kind"]!.DeepClone(),
            ["metadata"] = metadata,
            ["status"] = whole["status"]?.DeepClone() ?? new JsonObject(),
        };
        var status = new AppliedKey(ApiResource.Of<TEntity>(), key, fieldManager, "status");
        return ApplyAsync<TEntity>(body, desired.Metadata.ResourceVersion, status, cancel);
    }

    /// <summary>Lays a JSON merge patch over the object, if it is still of the target's version.</summary>
    /// <exception cref="ConflictException">The object is of another version.</exception>
    /// <exception cref="ArgumentException">The target has no version: it is not from the server.</exception>
    public async Task<TEntity> PatchAsync<TEntity>(TEntity target, JsonObject patch, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentException.ThrowIfNullOrEmpty(target.Metadata.ResourceVersion);
        var body = patch.DeepClone().AsObject();
        if (body["metadata"] is not JsonObject metadata)
        {
            body["metadata"] = metadata = [];
        }

        metadata["resourceVersion"] = target.Metadata.ResourceVersion;
        return EntityJson.Read<TEntity>(await api.SendAsync(
            HttpMethod.Patch, PathOf(target) + Manager(fieldManager), body.ToJsonString(), MergePatch, cancel));
    }

    /// <exception cref="ApiException">For one <see cref="ApiException.IsAlreadyExists"/>.</exception>
    public async Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> => EntityJson.Read<TEntity>(await api.SendAsync(
            HttpMethod.Post,
            ApiResource.Of<TEntity>().Path(entity.Metadata.NamespaceProperty) + Manager(fieldManager),
            EntityJson.Write(entity).ToJsonString(),
            "application/json",
            cancel));

    /// <summary>Deletes the object, if it is still the one with that uid; one that is gone already is well.</summary>
    /// <exception cref="ConflictException">Another object has taken the name.</exception>
    public async Task DeleteAsync<TEntity>(TEntity target, Propagation propagation, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["propagationPolicy"] = $"{propagation}",
        };
        if (target.Metadata.Uid is { Length: > 0 } uid)
        {
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        try
        {
            await api.SendAsync(HttpMethod.Delete, PathOf(target), options.ToJsonString(), "application/json", cancel);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // As wanted.
        }
    }

    /// <summary>Read from the server; null when there is none.</summary>
    public async Task<TEntity?> GetAsync<TEntity>(string? @namespace, string name, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return EntityJson.Read<TEntity>(await api.SendAsync(
                HttpMethod.Get, ApiResource.Of<TEntity>().Path(@namespace, name), null, "", cancel));
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Read from the server, page by page.</summary>
    /// <param name="namespace">Null for all.</param>
    public async Task<IReadOnlyList<TEntity>> ListAsync<TEntity>(
        string? @namespace, string? labelSelector, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        await api.ListAsync<TEntity>(@namespace, labelSelector, cancel);

    static string PathOf<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        ApiResource.Of<TEntity>().Path(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    static string Manager(string name) => ApiClient.Query(("fieldManager", name));

    async Task<TEntity> ApplyAsync<TEntity>(JsonObject body, string? version, AppliedKey key, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        writers.TryAdd((key.Manager, key.Subresource), true);
        Listen<TEntity>();
        var hash = AppliedObject.HashOf(body);
        if (applied.TryGetValue(key, out var last) && last.IsOf(hash)
            && await CurrentAsync<TEntity>(last, body, key.Object, cancel) is { } current)
        {
            return current;
        }

        if (applied.Count >= AppliedMax)
        {
            applied.Clear(); // costs a few applies that change nothing
        }

        // There before the request is sent, so that no change is missed that comes before the answer.
        var next = applied[key] = new(hash, key.Subresource is not null);
        try
        {
            if (version is { Length: > 0 })
            {
                body["metadata"]!["resourceVersion"] = version;
            }

            var path = key.Resource.Path(key.Object.Namespace, key.Object.Name, key.Subresource)
                + ApiClient.Query(("fieldManager", key.Manager), ("force", "true"));
            var answer = EntityJson.Read<TEntity>(
                await api.SendAsync(HttpMethod.Patch, path, body.ToJsonString(), ApplyPatch, cancel));
            next.Answered(answer, time);
            return answer;
        }
        catch
        {
            applied.TryRemove(key, out _); // nobody knows what the server made of it
            throw;
        }
    }

    /// <summary>The object, if it has what is wanted; null if it must be applied.</summary>
    async Task<TEntity?> CurrentAsync<TEntity>(
        AppliedObject last, JsonObject body, ObjectKey key, CancellationToken cancel)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var store = stores.Find<TEntity>();
        if (store is { IsSynced: true } && last.Awaited(time) is TEntity awaited)
        {
            return awaited;
        }

        // What a selector keeps out of the cache may be there all the same.
        var observed = (store is { IsSynced: true } ? store.Get(key.Namespace, key.Name) : null)
            ?? await GetAsync<TEntity>(key.Namespace, key.Name, cancel);
        return observed is not null && last.IsCurrent(body, observed, () => EntityJson.Write(observed))
            ? observed
            : null;
    }

    /// <summary>From the first apply of a kind on, its cache tells when an object moved.</summary>
    void Listen<TEntity>()
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (stores.Find<TEntity>() is not { } store || !listening.TryAdd(typeof(TEntity), true))
        {
            return;
        }

        var resource = ApiResource.Of<TEntity>();
        store.Changed += (before, now) =>
        {
            var key = ObjectKey.Of((now ?? before)!);
            foreach (var (manager, subresource) in writers.Keys)
            {
                var one = new AppliedKey(resource, key, manager, subresource);
                if (applied.TryGetValue(one, out var last))
                {
                    last.Moved();
                }

                if (now is null)
                {
                    applied.TryRemove(one, out _);
                }
            }
        };
    }

    sealed record AppliedKey(ApiResource Resource, ObjectKey Object, string Manager, string? Subresource);
}
