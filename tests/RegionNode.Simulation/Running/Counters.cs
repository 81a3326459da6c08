namespace GlobalTables.RegionNode.Simulation.Running;

/// <summary>Faults and rare states that a run should meet: their numbers say whether a run tested anything.</summary>
enum Rare
{
    Write,
    WriteOfSeveralItems,
    Transaction,
    TransactionCancelled,
    CompareAndSet,
    CompareAndSetFailed,
    ListAppend,
    CounterAdd,
    Delete,
    Recreate,
    Expiry,
    Read,
    Conflict,
    ConflictEntry,
    CutBatch,
    Relay,
    LateBatch,
    LateAcknowledgement,
    StreamBroken,
    StreamSilent,
    OneWayPartition,
    PairwisePartition,
    SlowLink,
    ClockJump,
    ClockDrift,
    Crash,
    CrashInTransaction,
    CrashWithQueue,
    RegionDown,
    ConfigLost,
    ConfigRepeated,
    ConfigLate,
    SecondControlPlane,
    PlanRefused,
    ControlMemoryLost,
    Join,
    Drain,
    ForcedRemoval,
    ZombieWrite,
    ReAdded,
    NewIncarnation,
    WipedVolume,
    RestoredVolume,
    ReBootstrap,
    ResumedBootstrap,
    CollectedTombstone,
    AwayOverCollection,
    FloorRefusal,
    FenceRefusal,
    ParkedStamp,
    Quarantined,
    ReplayedTail,
    RepairedRow,
    LogEnded,
    Verified,
    DamagedRow,
    LostRow,
}

/// <summary>How often each rare thing happened.</summary>
sealed class Counters
{
    readonly long[] counts = new long[Enum.GetValues<Rare>().Length];

    public long this[Rare what] => counts[(int)what];

    public void Count(Rare what, long times = 1) => counts[(int)what] += times;

    public void Add(Counters other)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += other.counts[i];
        }
    }
}
