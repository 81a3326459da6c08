using System.Globalization;
using System.Text.Json;

namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>
/// An item of the load: the writes that it came from, oldest first, the last of them being the one that made it; and
/// a counter that has counted them.
/// </summary>
sealed record ItemImage(IReadOnlyList<int> History, int Counter)
{
    public int Last => History[^1];

    public WriteSet Writes { get; } = WriteSet.Of(History);

    /// <summary>The version that this one was made from; null for one that was made from nothing.</summary>
    public int? Before => History.Count > 1 ? History[^2] : null;

    /// <summary>What can be wrong with an item by itself; null if nothing is.</summary>
    public string? Fault =>
        Writes.Numbers().Count() != History.Count ? $"has a write twice: {this}"
        : Counter != History.Count ? $"has a counter of {Counter} beside {History.Count} writes: {this}"
        : null;

    /// <summary>The key and the image of an item as the API gives it.</summary>
    public static (string Key, ItemImage Image) Read(JsonElement item) => (
        item.GetProperty("pk").GetProperty("S").GetString()!,
        new([.. item.GetProperty("hist").GetProperty("L").EnumerateArray().Select(NumberOf)],
            NumberOf(item.GetProperty("n"))));

    public override string ToString() => $"[{string.Join(' ', History)}]";

    static int NumberOf(JsonElement value) =>
        int.Parse(value.GetProperty("N").GetString()!, CultureInfo.InvariantCulture);
}
