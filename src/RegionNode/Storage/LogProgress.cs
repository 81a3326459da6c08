using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// How far one log has come here. The cursor is where to read on; covered is what may be claimed: for every
/// sequence up to it, this region holds that version of its key or a newer one, or has collected its tombstone.
/// </summary>
sealed class LogProgress(long number, long id, string region)
{
    /// <summary>
    /// Covered of a log that has left the group, once all of it that anybody has is here: the contract's
    /// <c>LogPosition.End</c>.
    /// </summary>
    public const long End = long.MaxValue;

    public long Number { get; } = number;

    public long Id { get; } = id;

    public string Region { get; } = region;

    public long Cursor { get; private set; }

    public long Covered { get; private set; }

    /// <summary>The highest sequence of a tombstone that was collected here.</summary>
    public long Floor { get; private set; }

    /// <summary>What could be claimed if no record were parked.</summary>
    public long Held { get; private set; }

    /// <summary>No stamp of the log up to the cursor is above it.</summary>
    public HybridTimestamp Stamp { get; private set; }

    /// <summary>Of the own log: how far every other member was heard to cover it.</summary>
    public long Shipped { get; private set; }

    public bool IsDirty { get; private set; }

    public static LogProgress Stored(
        long number, long id, string region, long cursor, long covered, long floor, long held, long stamp,
        long shipped) =>
        new(number, id, region)
        {
            Cursor = cursor,
            Covered = covered,
            Floor = floor,
            Held = held,
            Stamp = new(stamp),
            Shipped = shipped,
        };

    public void MoveCursor(long to)
    {
        if (to > Cursor)
        {
            Cursor = to;
            IsDirty = true;
        }
    }

    public void Cover(long to)
    {
        if (to > Covered)
        {
            Covered = to;
            IsDirty = true;
        }

        MoveCursor(Covered);
    }

    public void Hold(long claim)
    {
        if (claim > Held)
        {
            Held = claim;
            IsDirty = true;
        }
    }

    public void RaiseFloor(long to)
    {
        if (to > Floor)
        {
            Floor = to;
            IsDirty = true;
        }
    }

    public void RaiseStamp(HybridTimestamp to)
    {
        if (to > Stamp)
        {
            Stamp = to;
            IsDirty = true;
        }
    }

    public void Ship(long to)
    {
        if (to > Shipped)
        {
            Shipped = to;
            IsDirty = true;
        }
    }

    public void Saved() => IsDirty = false;
}
