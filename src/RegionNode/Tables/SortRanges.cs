using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tables;

/// <summary>Bounds on encoded sort keys, taken together and compared.</summary>
static class SortRanges
{
    /// <summary>What lies in both.</summary>
    public static SortRange Both(in SortRange one, in SortRange other)
    {
        var lower = CompareLower(one, other) >= 0 ? one : other;
        var upper = CompareUpper(one, other) <= 0 ? one : other;
        return new SortRange(lower.From, lower.IncludesFrom, upper.To, upper.IncludesTo);
    }

    public static bool IsEmpty(in SortRange range) => range is { From: { } from, To: { } to }
        && from.AsSpan().SequenceCompareTo(to) is var order
        && (order > 0 || (order == 0 && !(range.IncludesFrom && range.IncludesTo)));

    public static bool Overlap(in SortRange one, in SortRange other) =>
        !IsEmpty(one) && !IsEmpty(other) && !IsEmpty(Both(one, other));

    /// <summary>Orders ranges by where they begin.</summary>
    public static int CompareLower(in SortRange one, in SortRange other) => (one.From, other.From) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        var (a, b) => a.AsSpan().SequenceCompareTo(b) is var order && order != 0
            ? order
            : other.IncludesFrom.CompareTo(one.IncludesFrom),
    };

    static int CompareUpper(in SortRange one, in SortRange other) => (one.To, other.To) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        var (a, b) => a.AsSpan().SequenceCompareTo(b) is var order && order != 0
            ? order
            : one.IncludesTo.CompareTo(other.IncludesTo),
    };
}
