namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// The promises of the replication, by their numbers. Every check of the simulator names the one that it holds the
/// code to; what each says is told by <see cref="Promises"/>.
/// </summary>
enum Promise
{
    Convergence = 1,
    RightWinner = 2,
    NoLostWrite = 3,
    CausalSafety = 4,
    MonotonicReads = 5,
    Linearisable = 6,
    NoResurrection = 7,
    Idempotence = 8,
    Streams = 9,
    Indexes = 10,
    Durability = 11,
    ThirdPartyRepair = 12,
    ConflictLog = 13,
    Clock = 14,
    Lag = 15,
    AntiEntropy = 16,
    CausalityToken = 17,
}
