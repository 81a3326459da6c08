using System.Collections.Frozen;

namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>What each promise says, in one line, and whether the simulator can check it yet.</summary>
static class Promises
{
    static readonly FrozenDictionary<Promise, (string Text, string? NotYet)> All =
        new Dictionary<Promise, (string, string?)>
        {
            [Promise.Convergence] = ("after healing, all regions are equal byte by byte, tombstones' effect included", null),
            [Promise.RightWinner] = ("of all acknowledged writes of an item the highest version stays", null),
            [Promise.NoLostWrite] = ("an acknowledged write is kept, followed, or in the conflict log as a loser", null),
            [Promise.CausalSafety] = ("a write is above every version that its region had of the item", null),
            [Promise.MonotonicReads] = ("a region's item never goes back; what was written there is read there", null),
            [Promise.Linearisable] = ("reads, conditions and transactions of a region see one order of its writes", null),
            [Promise.NoResurrection] = ("what was deleted never shows again, also after its tombstone went", null),
            [Promise.Idempotence] = ("a record taken in again, or out of order, changes nothing", null),
            [Promise.Streams] = ("a stream has every applied change of an item once and in order", null),
            [Promise.Indexes] = ("an index equals what is computed from its table", null),
            [Promise.Durability] = ("what was acknowledged survives a kill, and reaches every region", null),
            [Promise.ThirdPartyRepair] = ("what reached one survivor of a lost region reaches all", null),
            [Promise.ConflictLog] = ("the conflict log has every loser, and nobody who merely was followed", null),
            [Promise.Clock] = ("stamps rise over restarts, whatever the wall clock does", null),
            [Promise.Lag] = ("lag is never told as less than it is, and never as 0 while nothing moves", null),
            [Promise.AntiEntropy] = ("a row that is damaged or missing is found and repaired, and no other", null),
            [Promise.CausalityToken] = ("a read with a token of another region is never older than the token",
                "tokens are not offered"),
        }.ToFrozenDictionary();

    public static string TextOf(Promise promise) => All[promise].Text;

    /// <summary>Why nothing checks it yet; null when something does.</summary>
    public static string? WhyNotYet(Promise promise) => All[promise].NotYet;
}
