using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Resources;

/// <summary>Lists of definitions are compared by what they say: records compare lists by identity.</summary>
public static class IndexLists
{
    public static bool Same(IReadOnlyList<SecondaryIndex>? one, IReadOnlyList<SecondaryIndex>? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Select(Describe).SequenceEqual(other.Select(Describe));

    /// <summary>The first list where both say the same, so that a record with it stays equal.</summary>
    public static IReadOnlyList<T>? Keep<T>(IReadOnlyList<T>? known, IReadOnlyList<T>? wanted)
        where T : SecondaryIndex =>
        Same(known, wanted) ? known : wanted;

    /// <summary>What the region with the most of them has, where the declaration leaves them to the table.</summary>
    public static IReadOnlyList<T>? Most<T>(IEnumerable<IReadOnlyList<T>?> lists)
        where T : SecondaryIndex =>
        lists.Where(list => list is { Count: > 0 }).MaxBy(list => list!.Count);

    static string Describe(SecondaryIndex index) => string.Join(
        "|",
        index.IndexName,
        string.Join(",", index.KeySchema.Select(key => $"{key.KeyType}:{key.AttributeName}")),
        index.Projection.ProjectionType,
        string.Join(",", index.Projection.NonKeyAttributes ?? []),
        (index as GlobalSecondaryIndex)?.ProvisionedThroughput);
}
