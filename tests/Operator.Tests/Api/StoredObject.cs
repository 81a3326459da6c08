using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Tests.Api;

public sealed record ObjectId(string Group, string Resource, string? Namespace, string Name)
{
    public override string ToString() => $"{Resource}.{Group} \"{Namespace}/{Name}\"";
}

/// <summary>An object and who owns which of its fields: a set of paths for each manager and way of writing.</summary>
public sealed class StoredObject(JsonObject json)
{
    static readonly string[] NotOwned = ["apiVersion", "kind"];
    static readonly string[] NotOwnedMetadata =
    [
        "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "managedFields",
    ];

    readonly Dictionary<string, HashSet<string>> owned = new(StringComparer.Ordinal);

    public JsonObject Json { get; set; } = json;

    public JsonObject Metadata => Json["metadata"]!.AsObject();

    public string Uid => (string)Metadata["uid"]!;

    public string Version => (string)Metadata["resourceVersion"]!;

    public bool IsGoing => Metadata["deletionTimestamp"] is not null;

    public bool HasFinalizers => Metadata["finalizers"] is JsonArray { Count: > 0 };

    /// <summary>What becomes of the object when that manager applies those fields.</summary>
    public JsonObject Apply(string manager, JsonObject body, bool force)
    {
        var wanted = FieldSet.Of(Ownable(body));
        var current = FieldSet.Of(Ownable(Json));
        var others = owned.Where(one => one.Key != manager).ToList();
        bool Differs(string path) =>
            current.TryGetValue(path, out var value) && !JsonNode.DeepEquals(value, wanted[path]);

        var contested = wanted.Keys
            .Where(path => Differs(path) && others.Any(one => one.Value.Contains(path)))
            .ToList();
        if (contested.Count > 0 && !force)
        {
            throw ApiFaultException.Conflict($"Apply failed with {contested.Count} conflicts: {contested[0]}");
        }

        var result = FieldSet.Merge("", Json, Ownable(body))!.AsObject();
        foreach (var path in owned.GetValueOrDefault(manager, []).Where(path => !wanted.ContainsKey(path)))
        {
            if (!wanted.Keys.Concat(others.SelectMany(one => one.Value)).Any(kept => FieldSet.IsWithin(kept, path)))
            {
                FieldSet.Remove(result, path);
            }
        }

        contested.ForEach(path => others.ForEach(one => one.Value.Remove(path)));
        owned[manager] = [.. wanted.Keys];
        return result;
    }

    /// <summary>Whoever writes a field in another way than by applying it, owns it from then on.</summary>
    public void Own(string manager, JsonObject before, JsonObject now)
    {
        var (old, current) = (FieldSet.Of(Ownable(before)), FieldSet.Of(Ownable(now)));
        var mine = owned.TryGetValue(manager, out var known) ? known : owned[manager] = [];
        foreach (var path in old.Keys.Union(current.Keys))
        {
            var isThere = current.TryGetValue(path, out var value);
            if (!isThere || !old.TryGetValue(path, out var was) || !JsonNode.DeepEquals(was, value))
            {
                foreach (var set in owned.Values)
                {
                    set.Remove(path);
                }

                if (isThere)
                {
                    mine.Add(path);
                }
            }
        }
    }

    static JsonObject Ownable(JsonObject json)
    {
        var own = json.DeepClone().AsObject();
        foreach (var field in NotOwned)
        {
            own.Remove(field);
        }

        foreach (var field in NotOwnedMetadata)
        {
            (own["metadata"] as JsonObject)?.Remove(field);
        }

        return own;
    }
}
