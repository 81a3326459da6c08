using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>One durable write of one item, with what its writer knew of the item.</summary>
sealed class Write
{
    public required int Id { get; init; }

    /// <summary>Its place among the writes of its item.</summary>
    public required int Place { get; init; }

    public required string Key { get; init; }

    public required ItemVersion Version { get; init; }

    public required bool IsTombstone { get; init; }

    public required string Json { get; init; }

    /// <summary>The copy that it was made on.</summary>
    public required Life Life { get; init; }

    public required TimeSpan At { get; init; }

    public required Write? Replaced { get; init; }

    /// <summary>The writes of the item that its region had seen, by their places, and what those knew.</summary>
    public required Known Knew { get; init; }

    /// <summary>Somebody has replaced it, knowing it; or it is a tombstone that was collected.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Some region has it in its conflict log, as a loser.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>It was on a volume that was lost or set back; only regions that had it by then still do.</summary>
    public bool IsOnLostVolume { get; set; }

    public override string ToString() =>
        $"{(IsTombstone ? Version.Region.Length == 0 ? "expiry" : "delete" : "put")} #{Id} of {Key} " +
        $"({Life.Region} {Version.Sequence} at {Version.Time})";
}

/// <summary>A set of writes of one item, by their places.</summary>
sealed class Known
{
    ulong[] bits;

    public Known() => bits = [];

    Known(ulong[] bits) => this.bits = bits;

    public Known Copy() => new((ulong[])bits.Clone());

    public bool Has(int place) => place / 64 < bits.Length && (bits[place / 64] >> (place % 64) & 1) != 0;

    public void Add(int place)
    {
        if (place / 64 >= bits.Length)
        {
            Array.Resize(ref bits, (place / 64) + 1);
        }

        bits[place / 64] |= 1UL << (place % 64);
    }

    public void Add(Known other)
    {
        if (other.bits.Length > bits.Length)
        {
            Array.Resize(ref bits, other.bits.Length);
        }

        for (var i = 0; i < other.bits.Length; i++)
        {
            bits[i] |= other.bits[i];
        }
    }
}
