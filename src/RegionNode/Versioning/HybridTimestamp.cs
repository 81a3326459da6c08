namespace GlobalTables.RegionNode.Versioning;

/// <summary>
/// A hybrid logical clock's value: 48 bits of Unix milliseconds and 16 bits of counter, positive in a signed
/// 64-bit integer. After "Logical Physical Clocks" by Kulkarni, Demirbas and others (2014).
/// </summary>
readonly record struct HybridTimestamp(long Value) : IComparable<HybridTimestamp>
{
    const int CounterBits = 16;

    public static HybridTimestamp Zero => default;

    public long UnixMilliseconds => Value >> CounterBits;

    public int Counter => (int)(Value & ((1 << CounterBits) - 1));

    public static HybridTimestamp At(long unixMilliseconds) => new(unixMilliseconds << CounterBits);

    /// <summary>The smallest timestamp above this one: the counter runs over into the milliseconds.</summary>
    public HybridTimestamp Next => new(Value + 1);

    /// <summary>The highest timestamp of the same millisecond.</summary>
    public HybridTimestamp Last => new(Value | ((1L << CounterBits) - 1));

    public static HybridTimestamp Max(HybridTimestamp a, HybridTimestamp b) => a.Value >= b.Value ? a : b;

    public int CompareTo(HybridTimestamp other) => Value.CompareTo(other.Value);

    public static bool operator <(HybridTimestamp a, HybridTimestamp b) => a.Value < b.Value;

    public static bool operator >(HybridTimestamp a, HybridTimestamp b) => a.Value > b.Value;

    public static bool operator <=(HybridTimestamp a, HybridTimestamp b) => a.Value <= b.Value;

    public static bool operator >=(HybridTimestamp a, HybridTimestamp b) => a.Value >= b.Value;

    public override string ToString() => $"{UnixMilliseconds}.{Counter}";
}
