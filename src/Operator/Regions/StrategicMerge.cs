using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Regions;

/// <summary>
/// Lays one description of a pod over another as Kubernetes' strategic merge patch does: objects merge, null takes
/// away, a list whose items have a key merges by that key, every other list is replaced. An item, or an object, may
/// say <c>$patch: delete</c> or <c>$patch: replace</c>.
/// </summary>
static class StrategicMerge
{
    const string Directive = "$patch";
    const string Delete = "delete";
    const string Replace = "replace";

    /// <summary>The lists of a pod that merge: by the name of the list, and by that of the object it is in.</summary>
    static readonly Dictionary<string, string> KeyByList = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["volumes"] = "name",
        ["imagePullSecrets"] = "name",
        ["hostAliases"] = "ip",
        ["topologySpreadConstraints"] = "topologyKey",
        ["schedulingGates"] = "name",
        ["resourceClaims"] = "name",
        ["ports"] = "containerPort",
        ["env"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
    };

    /// <exception cref="InvalidRegionException">The patch is none.</exception>
    public static JsonObject Over(JsonObject below, JsonObject patch, string path)
    {
        if (DirectiveOf(patch, path) == Replace)
        {
            return Plain(patch, path).AsObject();
        }

        var merged = below.DeepClone().AsObject();
        foreach (var (name, value) in patch.Where(field => field.Key != Directive))
        {
            var at = $"{path}.{name}";
            if (name.StartsWith('$'))
            {
                throw new InvalidRegionException($"{at}: of the directives of a patch only {Directive} is known.");
            }

            if (value is null || (value is JsonObject gone && DirectiveOf(gone, at) == Delete))
            {
                merged.Remove(name);
                continue;
            }

            merged[name] = (merged[name], value) switch
            {
                (JsonObject one, JsonObject other) => Over(one, other, at),
                (var one, JsonArray other) when KeyByList.TryGetValue(name, out var key) =>
                    Over(one as JsonArray ?? [], other, key, at),
                _ => Plain(value, at),
            };
        }

        return merged;
    }

    static JsonArray Over(JsonArray below, JsonArray patch, string key, string path)
    {
        var merged = below.DeepClone().AsArray();
        foreach (var (index, item) in patch.Index())
        {
            var at = $"{path}[{index}]";
            if (item is not JsonObject fields || fields[key] is not JsonValue value)
            {
                throw new InvalidRegionException($"{at} has no {key}, by which it would be laid over another.");
            }

            var place = IndexOf(merged, key, value);
            if (DirectiveOf(fields, at) == Delete)
            {
                if (place >= 0)
                {
                    merged.RemoveAt(place);
                }
            }
            else if (place >= 0)
            {
                merged[place] = Over(merged[place]!.AsObject(), fields, at);
            }
            else
            {
                merged.Add(Plain(fields, at));
            }
        }

        return merged;
    }

    static int IndexOf(JsonArray items, string key, JsonValue value) =>
        items.Index().FirstOrDefault(item => JsonNode.DeepEquals(item.Item?[key], value), (-1, null)).Index;

    /// <summary>What has nothing below it: without directives, and without the fields to be taken away.</summary>
    static JsonNode Plain(JsonNode value, string path) => value switch
    {
        JsonObject fields => Over([], WithoutDirective(fields, path), path),
        JsonArray items => new JsonArray([.. items.Select((item, index) =>
            item is null ? null : Plain(item, $"{path}[{index}]"))]),
        _ => value.DeepClone(),
    };

    static JsonObject WithoutDirective(JsonObject fields, string path)
    {
        _ = DirectiveOf(fields, path);
        var without = fields.DeepClone().AsObject();
        without.Remove(Directive);
        return without;
    }

    static string? DirectiveOf(JsonObject fields, string path) => fields[Directive] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) && text is Delete or Replace => text,
        _ => throw new InvalidRegionException($"{path}.{Directive} is {Delete} or {Replace}."),
    };
}
