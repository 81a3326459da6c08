namespace GlobalTables.RegionNode.Tables;

/// <summary>
/// What an operation costs, in the service's units: writes by the begun KB, reads by the begun 4 KB, where an
/// eventually consistent read counts half. Even nothing costs one unit.
/// </summary>
static class Capacity
{
    const int WriteUnitBytes = 1024;
    const int ReadUnitBytes = 4096;

    /// <summary>A write is charged by the larger of the item before and the item after.</summary>
    public static double OfWrite(int sizeBefore, int sizeAfter) =>
        Units(Math.Max(sizeBefore, sizeAfter), WriteUnitBytes);

    /// <summary>Sizes are summed over a page before they are rounded; a batch rounds each item.</summary>
    public static double OfRead(long size, bool isConsistent) =>
        Units(size, ReadUnitBytes) * (isConsistent ? 1 : 0.5);

    static double Units(long size, int unit) => Math.Max(1, (size + unit - 1) / unit);
}
