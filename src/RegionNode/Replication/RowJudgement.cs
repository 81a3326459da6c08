using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Replication;

enum RowVerdict
{
    /// <summary>There is nothing to do: equal, newer, or a delete that is settled here.</summary>
    Fine,

    /// <summary>The source has a version that this region does not claim yet: it is on its way.</summary>
    Behind,

    /// <summary>This region should have what the source has.</summary>
    Wrong,

    /// <summary>The row here is damaged or lacking, and the source has nothing to put in its place.</summary>
    NoHelp,
}

/// <summary>
/// Decides whether this region's row is wrong, from a source's row that was read before. Writes go on meanwhile, so
/// that the two differ most of the time for good reasons; what is no good reason is to lack what this region claims.
/// So the row and the claims are of one snapshot, and that one was read after the source's: a claim that was made
/// before it is no excuse, and what is not claimed is no fault.
/// </summary>
static class RowJudgement
{
    /// <summary>
    /// Rule 3, for a whole answer: a source that had not seen a delete which was collected here may hold what that
    /// delete had removed.
    /// </summary>
    public static bool MayJudge(RowClaims claims, VersionVector sourceCovered) =>
        sourceCovered.Covers(claims.Floors);

    /// <param name="own">This region's row; null where there is none.</param>
    /// <param name="theirs">The source's; null where there was none.</param>
    /// <param name="claims">What this region claims, of the same snapshot as <paramref name="own"/>.</param>
    /// <param name="table">Whose members have the last word on what they wrote.</param>
    /// <param name="source">The source's region.</param>
    public static RowVerdict Of(
        RowSummary? own, RowSummary? theirs, RowClaims claims, TableEntry table, string source)
    {
        var isDamaged = own is { IsIntact: false };
        if (theirs is null)
        {
            return isDamaged ? RowVerdict.NoHelp : RowVerdict.Fine;
        }

        var order = own is null ? -1 : own.Version.CompareTo(theirs.Version);
        if (order > 0)
        {
            return isDamaged ? RowVerdict.NoHelp : RowVerdict.Fine;
        }

        // What is damaged here may be replaced by what is newer, claimed or not: single rows may come at any time.
        if (isDamaged)
        {
            return theirs.IsIntact ? RowVerdict.Wrong : RowVerdict.NoHelp;
        }

        if (order == 0)
        {
            return own!.Checksum != theirs.Checksum && theirs.IsIntact && HasLastWord(own, theirs, table, source)
                ? RowVerdict.Wrong
                : RowVerdict.Fine;
        }

        if (claims.Covered.Of(theirs.Log) < theirs.Sequence)
        {
            return RowVerdict.Behind;
        }

        // A region that joined after that delete was collected elsewhere claims it, and never had it.
        if (own is null && theirs.IsTombstone && theirs.Time <= claims.Collected)
        {
            return RowVerdict.Fine;
        }

        return theirs.IsIntact ? RowVerdict.Wrong : RowVerdict.NoHelp;
    }

    // One version with two contents, each with its checksum: the region that wrote it knows; if it has left, any rule
    // does that is the same everywhere.
    static bool HasLastWord(RowSummary own, RowSummary theirs, TableEntry table, string source)
    {
        foreach (var member in table.Members)
        {
            if (member.Log == theirs.Log)
            {
                return member.Region == source;
            }
        }

        return (ulong)theirs.Checksum > (ulong)own.Checksum;
    }
}
