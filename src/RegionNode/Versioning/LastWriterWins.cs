namespace GlobalTables.RegionNode.Versioning;

enum MergeOutcome
{
    /// <summary>The incoming version is the newer one.</summary>
    Applied,

    /// <summary>It is the stored one.</summary>
    Duplicate,

    /// <summary>It is older than the stored one.</summary>
    Stale,
}

/// <summary>The whole rule by which regions agree: the higher version stays.</summary>
static class LastWriterWins
{
    public static MergeOutcome Resolve(ItemVersion? stored, ItemVersion incoming) => stored switch
    {
        null => MergeOutcome.Applied,
        { } version when version == incoming => MergeOutcome.Duplicate,
        { } version => incoming > version ? MergeOutcome.Applied : MergeOutcome.Stale,
    };

    /// <summary>
    /// Whether the writer of the winner had not seen the loser: only then is the loser a conflict, and not
    /// merely an older version.
    /// </summary>
    /// <param name="loserSequence">The loser's place in its log.</param>
    /// <param name="winnerContext">How far the winner's context goes in the loser's log.</param>
    public static bool AreConcurrent(long loserSequence, long winnerContext) => loserSequence > winnerContext;
}
