using System.Text.Json;

namespace GlobalTables.Operator.Kubernetes;

/// <param name="Items">As the server wrote them: one that cannot be read must not spoil the others.</param>
/// <param name="ResourceVersion">From where to watch on after the last page.</param>
/// <param name="Next">Null on the last page.</param>
sealed record ListPage(IReadOnlyList<JsonElement> Items, string ResourceVersion, string? Next)
{
    /// <exception cref="JsonException">It is no list.</exception>
    public static ListPage Of(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty("metadata", out var metadata))
        {
            throw new JsonException("The answer to a list is no list.");
        }

        var items = list.TryGetProperty("items", out var found) && found.ValueKind == JsonValueKind.Array
            ? found.EnumerateArray().ToList()
            : [];
        var next = EntityJson.Text(metadata, "continue");
        return new(items, EntityJson.Text(metadata, "resourceVersion") ?? "", next is "" ? null : next);
    }
}
