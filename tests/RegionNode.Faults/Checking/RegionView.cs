namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>What was known of a key in a region at the moment when a request was sent to it.</summary>
/// <param name="Shown">The versions that it had shown.</param>
/// <param name="Past">Those of them that it had already replaced by others.</param>
readonly record struct Sight(WriteSet Shown, WriteSet Past);

/// <summary>
/// One key as one region has shown it. A region goes forward only: a version that another one was seen to have
/// followed is past for ever, there, whichever of the two is the older in the eyes of other regions.
/// </summary>
sealed class RegionView
{
    /// <summary>Every write that is behind what the region has shown, and its own acknowledged ones.</summary>
    public WriteSet Known { get; set; }

    public WriteSet Shown { get; private set; }

    public WriteSet Past { get; private set; }

    /// <summary>Some time after the sight was taken, the region had this version.</summary>
    public void Shows(Sight sight, ItemImage image)
    {
        Known = Known.Join(image.Writes);
        Shown = Shown.With(image.Last);
        Past = Past.Join(sight.Shown.Without(image.Last)).Join(image.Writes.Without(image.Last));
    }

    /// <summary>Some time after the sight was taken, the region had nothing.</summary>
    public void IsGone(Sight sight, WriteSet deleted)
    {
        Known = Known.Join(deleted);
        Past = Past.Join(sight.Shown).Join(deleted);
    }
}
