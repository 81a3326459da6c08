namespace GlobalTables.RegionNode.Faults.Schedule;

enum FaultKind
{
    /// <summary>kill -9 of a node, and a start over the same data.</summary>
    Kill,

    /// <summary>A node that stands still.</summary>
    Pause,

    /// <summary>Links of which connections break, and on which none comes about.</summary>
    Cut,

    /// <summary>Links that stay open, and on which nothing passes, one way or both.</summary>
    Blackhole,

    /// <summary>Links on which everything comes late.</summary>
    Delay,

    /// <summary>A region without a link to any other.</summary>
    Isolate,

    /// <summary>A file system without room.</summary>
    DiskFull,
}
