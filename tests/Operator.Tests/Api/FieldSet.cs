using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>
/// The fields of an object as server-side apply sees them: a path for each leaf, for each element of a list that is a
/// map or a set, and one for a list that is neither.
/// </summary>
public static class FieldSet
{
    const char Then = '\u001f';

    /// <summary>Lists that are maps, by their field's name, and what makes an element's key.</summary>
    public static readonly Dictionary<string, string[]> MapKeys = new(StringComparer.Ordinal)
    {
        ["conditions"] = ["type"],
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["ports"] = ["containerPort", "port", "protocol"],
        ["ownerReferences"] = ["uid"],
        ["replicas"] = ["region"],
        ["sources"] = ["region"],
    };

    static readonly string[] Sets = ["finalizers"];

    /// <summary>Each path with the leaf's value; null for an element that has fields of its own.</summary>
    public static Dictionary<string, JsonNode?> Of(JsonObject json)
    {
        var fields = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        Add(fields, "", "", json);
        return fields;
    }

    /// <summary>Lays one over the other: maps by key, sets joined, all else replaced.</summary>
    public static JsonNode? Merge(string field, JsonNode? below, JsonNode? above)
    {
        if (below is JsonObject some && above is JsonObject more)
        {
            var merged = some.DeepClone().AsObject();
            foreach (var (name, value) in more)
            {
                merged[name] = Merge(name, some[name], value)?.DeepClone();
            }

            return merged;
        }

        if (below is JsonArray first && above is JsonArray second && Keyed(field, first) && Keyed(field, second))
        {
            var merged = first.DeepClone().AsArray();
            foreach (var element in second)
            {
                var at = IndexOf(merged, field, KeyOf(field, element));
                if (at < 0)
                {
                    merged.Add(element?.DeepClone());
                }
                else
                {
                    merged[at] = Merge("", merged[at], element)?.DeepClone();
                }
            }

            return merged;
        }

        return above?.DeepClone();
    }

    /// <summary>Takes a field, or an element, out.</summary>
    public static void Remove(JsonObject json, string path)
    {
        JsonNode? at = json;
        var steps = path.Split(Then, StringSplitOptions.RemoveEmptyEntries);
        for (var step = 0; step < steps.Length; step++)
        {
            var isLast = step == steps.Length - 1;
            switch (at)
            {
                case JsonObject map when isLast:
                    map.Remove(steps[step]);
                    return;
                case JsonObject map:
                    at = map[steps[step]];
                    break;
                case JsonArray list:
                    var index = IndexOf(list, steps[step - 1], steps[step]);
                    if (index < 0)
                    {
                        return;
                    }

                    if (isLast)
                    {
                        list.RemoveAt(index);
                        return;
                    }

                    at = list[index];
                    break;
                default:
                    return;
            }
        }
    }

    public static bool IsWithin(string path, string of) =>
        path == of || path.StartsWith(of + Then, StringComparison.Ordinal);

    static void Add(Dictionary<string, JsonNode?> fields, string path, string field, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (name, inner) in map)
                {
                    Add(fields, path.Length == 0 ? name : path + Then + name, name, inner);
                }

                break;
            case JsonArray list when Keyed(field, list):
                foreach (var element in list)
                {
                    var item = path + Then + KeyOf(field, element);
                    fields[item] = element is JsonObject ? null : element;
                    if (element is JsonObject)
                    {
                        Add(fields, item, "", element);
                    }
                }

                break;
            default:
                fields[path] = value;
                break;
        }
    }

    static bool Keyed(string field, JsonArray list) =>
        Sets.Contains(field)
        || (MapKeys.TryGetValue(field, out var keys)
            && list.All(element => element is JsonObject one && keys.Any(key => one[key] is not null)));

    static string KeyOf(string field, JsonNode? element) => element is JsonObject one
        ? "[" + string.Join(',', MapKeys[field].Select(key => one[key]?.ToJsonString() ?? "")) + "]"
        : $"[{element?.ToJsonString()}]";

    static int IndexOf(JsonArray list, string field, string key)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (KeyOf(field, list[index]) == key)
            {
                return index;
            }
        }

        return -1;
    }
}
