using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GlobalTables.Operator.Tests.Api;

public sealed record Change(long Version, ObjectId Id, JsonObject? Before, JsonObject? After);

/// <summary>
/// What an API server keeps: objects, one count of versions over all of them, the changes of late. Thin: it knows no
/// schema, no defaults and no admission; what it knows of the rules is what an operator lives by.
/// </summary>
public sealed partial class FakeObjects(TimeProvider time)
{
    static readonly string[] WithoutGeneration =
    [
        "services", "configmaps", "secrets", "serviceaccounts", "namespaces", "persistentvolumeclaims", "events",
        "leases", "nodes", "endpoints",
    ];

    static readonly string[] ServersOwn =
    [
        "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion",
    ];

    static readonly string[] MicroTimes = ["renewTime", "acquireTime", "eventTime", "lastObservedTime"];

    readonly SortedDictionary<string, (ObjectId Id, StoredObject Object)> objects = new(StringComparer.Ordinal);
    readonly List<Change> changes = [];
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int uids;

    public Lock Gate { get; } = new();

    public long Version { get; private set; } = 1000;

    /// <summary>Versions up to it are forgotten.</summary>
    public long Compacted { get; private set; }

    public int Bookmarks { get; private set; }

    public bool NamespacesMustExist { get; set; } = true;

    /// <summary>By resource: what an update must not do, told as a message; null for nothing wrong.</summary>
    public Dictionary<string, Func<JsonObject, JsonObject, string?>> Validators { get; } = new(StringComparer.Ordinal)
    {
        ["statefulsets"] = (before, now) => Immutable(
            before, now, "serviceName", "selector", "volumeClaimTemplates", "podManagementPolicy"),
    };

    /// <summary>Completes with the next change, bookmark or compaction.</summary>
    public Task Changed => changed.Task;

    public void SendBookmarks()
    {
        lock (Gate)
        {
            Bookmarks++;
            Wake();
        }
    }

    /// <summary>Forgets the past: who watches from there has to list again.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            Compacted = ++Version;
            changes.Clear();
            Wake();
        }
    }

    public IReadOnlyList<Change> Since(long version)
    {
        var from = changes.FindIndex(change => change.Version > version);
        return from < 0 ? [] : changes[from..];
    }

    public JsonObject? Find(ObjectId id) =>
        objects.TryGetValue(KeyOf(id), out var found) ? found.Object.Json.DeepClone().AsObject() : null;

    public IReadOnlyList<JsonObject> List(ApiRequest request, string? labels, string? fields) =>
    [
        .. objects.Values
            .Where(one => one.Id.Group == request.Group && one.Id.Resource == request.Resource)
            .Where(one => request.Namespace is null || one.Id.Namespace == request.Namespace)
            .Where(one => LabelSelector.Matches(labels, one.Object.Json))
            .Where(one => fields is null || fields == $"metadata.name={one.Id.Name}")
            .Select(one => one.Object.Json.DeepClone().AsObject()),
    ];

    public JsonObject Create(ObjectId id, JsonObject body, string manager, StoredObject? from = null)
    {
        Check(body);
        if (objects.ContainsKey(KeyOf(id)))
        {
            throw ApiFaultException.AlreadyExists($"{id}");
        }

        if (id.Namespace is { } within && NamespacesMustExist)
        {
            var home = objects.TryGetValue(KeyOf(new("", "namespaces", null, within)), out var found)
                ? found.Object
                : throw ApiFaultException.NotFound($"namespaces \"{within}\"");
            if (home.IsGoing)
            {
                throw new ApiFaultException(403, "Forbidden", $"namespace {within} is being terminated");
            }
        }

        var json = body.DeepClone().AsObject();
        json.Remove("status");
        var metadata = json["metadata"]!.AsObject();
        metadata["name"] = id.Name;
        metadata["uid"] = $"00000000-0000-4000-8000-{++uids:000000000000}";
        metadata["creationTimestamp"] = Now();
        metadata.Remove("deletionTimestamp");
        metadata.Remove("managedFields");
        if (id.Namespace is not null)
        {
            metadata["namespace"] = id.Namespace;
        }

        if (!WithoutGeneration.Contains(id.Resource))
        {
            metadata["generation"] = 1L;
        }

        var stored = from ?? new(json);
        stored.Json = json;
        if (from is null)
        {
            stored.Own(manager + "|Update", [], json);
        }

        objects.Add(KeyOf(id), (id, stored));
        Record(id, null, stored);
        CollectGarbage();
        return stored.Json.DeepClone().AsObject();
    }

    public JsonObject Apply(ObjectId id, string manager, string? subresource, JsonObject body, bool force)
    {
        var owner = $"{manager}|Apply|{subresource}";
        if (!objects.TryGetValue(KeyOf(id), out var found))
        {
            if (subresource is not null)
            {
                throw ApiFaultException.NotFound($"{id}");
            }

            var fresh = new StoredObject(new() { ["metadata"] = new JsonObject() });
            var json = body.DeepClone().AsObject();
            fresh.Apply(owner, body, force);
            return Create(id, json, manager, fresh);
        }

        CheckPreconditions(found.Object, body["metadata"] as JsonObject);
        return Write(id, found.Object, found.Object.Apply(owner, body, force), subresource);
    }

    public JsonObject Replace(ObjectId id, string manager, string? subresource, Func<JsonObject, JsonObject> change)
    {
        if (!objects.TryGetValue(KeyOf(id), out var found))
        {
            throw ApiFaultException.NotFound($"{id}");
        }

        var before = found.Object.Json.DeepClone().AsObject();
        var now = change(before.DeepClone().AsObject());
        CheckPreconditions(found.Object, now["metadata"] as JsonObject);
        var written = Write(id, found.Object, now, subresource);
        found.Object.Own($"{manager}|Update", before, written);
        return written;
    }

    /// <param name="grace">Seconds, or null for what the object says.</param>
    public JsonObject Delete(ObjectId id, string? propagation, long? grace, JsonObject? preconditions)
    {
        if (!objects.TryGetValue(KeyOf(id), out var found))
        {
            throw ApiFaultException.NotFound($"{id}");
        }

        CheckPreconditions(found.Object, preconditions);
        if (propagation == "Orphan")
        {
            Orphan(found.Object.Uid);
        }

        var isRunningPod = id.Resource == "pods" && found.Object.Json["spec"]?["nodeName"] is not null && grace != 0;
        if (found.Object.HasFinalizers || isRunningPod || id.Resource == "namespaces")
        {
            if (!found.Object.IsGoing)
            {
                var before = found.Object.Json;
                found.Object.Json = before.DeepClone().AsObject();
                found.Object.Metadata["deletionTimestamp"] = Now();
                found.Object.Metadata["deletionGracePeriodSeconds"] = isRunningPod ? grace ?? 30 : 0;
                if (found.Object.Metadata["generation"] is { } generation)
                {
                    found.Object.Metadata["generation"] = (long)generation + 1;
                }

                Record(id, before, found.Object);
                if (id.Resource == "namespaces")
                {
                    objects.Values.Where(one => one.Id.Namespace == id.Name).ToList()
                        .ForEach(one => Delete(one.Id, null, null, null));
                }
            }
        }
        else
        {
            Remove(id, found.Object);
        }

        CollectGarbage();
        return found.Object.Json.DeepClone().AsObject();
    }

    JsonObject Write(ObjectId id, StoredObject stored, JsonObject wanted, string? subresource)
    {
        var before = stored.Json;
        var now = subresource == "status" ? before.DeepClone().AsObject() : wanted.DeepClone().AsObject();
        var status = (subresource == "status" ? wanted : before)["status"]?.DeepClone();
        now.Remove("status");
        if (status is not null)
        {
            now["status"] = status;
        }

        var metadata = now["metadata"]!.AsObject();
        foreach (var field in ServersOwn)
        {
            metadata.Remove(field);
            if (before["metadata"]![field] is { } kept)
            {
                metadata[field] = kept.DeepClone();
            }
        }

        metadata.Remove("managedFields");
        Check(now);
        if (Validators.TryGetValue(id.Resource, out var validate) && validate(before, now) is { } wrong)
        {
            throw ApiFaultException.Invalid(wrong);
        }

        if (JsonNode.DeepEquals(before, now))
        {
            return now;
        }

        if (metadata["generation"] is { } generation && !JsonNode.DeepEquals(Spec(before), Spec(now)))
        {
            metadata["generation"] = (long)generation + 1;
        }

        stored.Json = now;
        if (stored.IsGoing && !stored.HasFinalizers && id.Resource is not ("pods" or "namespaces"))
        {
            Remove(id, stored);
        }
        else
        {
            Record(id, before, stored);
        }

        CollectGarbage();
        return stored.Json.DeepClone().AsObject();
    }

    void Remove(ObjectId id, StoredObject stored)
    {
        var before = stored.Json.DeepClone().AsObject();
        objects.Remove(KeyOf(id));
        stored.Json = stored.Json.DeepClone().AsObject();
        stored.Metadata["resourceVersion"] = $"{++Version}";
        changes.Add(new(Version, id, before, null));
        Wake();
    }

    void Record(ObjectId id, JsonObject? before, StoredObject stored)
    {
        var known = before?.DeepClone().AsObject();
        stored.Json = stored.Json.DeepClone().AsObject();
        stored.Metadata["resourceVersion"] = $"{++Version}";
        changes.Add(new(Version, id, known, stored.Json));
        Wake();
    }

    void Orphan(string uid)
    {
        foreach (var (id, dependent) in objects.Values.Where(one => OwnersOf(one.Object).Contains(uid)).ToList())
        {
            var now = dependent.Json.DeepClone().AsObject();
            var references = now["metadata"]!["ownerReferences"]!.AsArray();
            references.RemoveAll(one => (string?)one!["uid"] == uid);
            if (references.Count == 0)
            {
                now["metadata"]!.AsObject().Remove("ownerReferences");
            }

            Write(id, dependent, now, null);
        }
    }

    /// <summary>Objects whose owners are all gone go too; a namespace goes when it is empty.</summary>
    void CollectGarbage()
    {
        var uids = objects.Values.Select(one => one.Object.Uid).ToHashSet();
        foreach (var (id, one) in objects.Values.ToList())
        {
            if (OwnersOf(one) is { Count: > 0 } owners && !owners.Any(uids.Contains) && !one.IsGoing)
            {
                Delete(id, null, null, null);
                return; // it has collected the rest
            }

            if (id.Resource == "namespaces" && one.IsGoing
                && objects.Values.All(other => other.Id.Namespace != id.Name))
            {
                Remove(id, one);
                CollectGarbage();
                return;
            }
        }
    }

    void Wake()
    {
        changed.TrySetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    string Now() => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    static string KeyOf(ObjectId id) => $"{id.Group}/{id.Resource}/{id.Namespace}/{id.Name}";

    static List<string> OwnersOf(StoredObject one) =>
        [.. (one.Metadata["ownerReferences"] as JsonArray ?? []).Select(owner => (string)owner!["uid"]!)];

    static JsonObject Spec(JsonObject json)
    {
        var spec = json.DeepClone().AsObject();
        spec.Remove("metadata");
        spec.Remove("status");
        return spec;
    }

    static void CheckPreconditions(StoredObject stored, JsonObject? metadata)
    {
        if ((string?)metadata?["resourceVersion"] is { Length: > 0 } version && version != stored.Version)
        {
            throw ApiFaultException.Conflict("the object has been modified; please apply your changes to the latest");
        }

        if ((string?)metadata?["uid"] is { Length: > 0 } uid && uid != stored.Uid)
        {
            throw ApiFaultException.Conflict($"Precondition failed: UID: {uid}, in object meta: {stored.Uid}");
        }
    }

    /// <summary>Times with microseconds are read by a server with six digits or not at all.</summary>
    static void Check(JsonNode? json)
    {
        foreach (var (name, value) in json as JsonObject ?? [])
        {
            if (MicroTimes.Contains(name) && value is not null && !SixDigits().IsMatch((string)value!))
            {
                throw ApiFaultException.BadRequest($"parsing time \"{value}\" as \"2006-01-02T15:04:05.000000Z07:00\"");
            }

            Check(value);
        }
    }

    static string? Immutable(JsonObject before, JsonObject now, params string[] fields) => fields
        .Where(field => !JsonNode.DeepEquals(before["spec"]?[field], now["spec"]?[field]))
        .Select(field => $"spec.{field}: Forbidden: updates to it are forbidden")
        .FirstOrDefault();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex SixDigits();
}
