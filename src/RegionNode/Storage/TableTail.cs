using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// The end of an own log that other regions may lack, in a copy of a table that was put out of use (rule 12). It is
/// offered to the copy that took its place, once that one is whole.
/// </summary>
/// <param name="IntoGroup">The group of the table that it is offered to.</param>
/// <param name="After">Every other member had the log up to there.</param>
/// <param name="UpTo">The last sequence that belongs to the group.</param>
/// <param name="Stamp">
/// Besides: writes stamped above this, whatever their sequence, for the log was written over from there; 0 for none.
/// </param>
/// <param name="Position">Up to where it has been offered.</param>
/// <param name="Unread">
/// It is certain that nobody has read what was written after this sequence; the largest number where nothing is.
/// </param>
sealed record TableTail(
    string IntoGroup, long After, long UpTo, long Stamp, long Position, long Unread = LogProgress.End)
{
    public bool Has(long sequence, HybridTimestamp time) =>
        sequence <= UpTo && (sequence > After || (Stamp > 0 && time.Value > Stamp));
}
