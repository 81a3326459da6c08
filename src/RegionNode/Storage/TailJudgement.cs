namespace GlobalTables.RegionNode.Storage;

/// <summary>Whether a write of a former copy was known to whoever wrote what is in its place now.</summary>
enum TailVerdict
{
    AsContextsSay,

    /// <summary>The number is known and the stamp is among those that were read: it was followed.</summary>
    Followed,

    /// <summary>Nobody has read it.</summary>
    Unread,

    Unclear,
}

/// <summary>Tells whether a conflict is to be recorded for a write that is offered again (rule 12).</summary>
static class TailJudgement
{
    /// <summary>What a later write in the place of a record of a former copy says of it.</summary>
    /// <param name="former">The log that the record is of, as others have read it.</param>
    /// <param name="known">How far that log is known to what is there.</param>
    public static TailVerdict Of(LogProgress former, ChangeRecord record, long known)
    {
        var hasEnded = former.Covered == LogProgress.End || known == LogProgress.End;
        var isNamed = known >= record.Sequence && known != LogProgress.End;

        // A number alone may be that of another write: one region may have read what was written over, and another one
        // what was written in its place. And of a log that has ended, contexts name none.
        return !isNamed ? hasEnded ? TailVerdict.Unclear : TailVerdict.AsContextsSay
            : record.Time > former.Stamp ? TailVerdict.Unclear
            : TailVerdict.Followed;
    }
}
