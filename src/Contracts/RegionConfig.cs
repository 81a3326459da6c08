namespace GlobalTables.Contracts;

/// <summary>
/// What one region should be: the document a control plane pushes to a node. The node keeps it durably,
/// refuses an <see cref="Epoch"/> below the one it has, and refuses the same epoch with other content.
/// Omission is never removal: a table missing here changes nothing.
/// </summary>
public sealed record RegionConfig
{
    /// <summary>The config epoch: grows with every document a control plane makes for this region.</summary>
    public required long Epoch { get; init; }

    /// <summary>The region this document is for; a node of another region refuses it.</summary>
    public required string Region { get; init; }

    /// <summary>Where the other regions answer peers. A region missing here keeps the address last told.</summary>
    public IReadOnlyList<PeerAddress> Peers { get; init => field = value ?? []; } = [];

    public IReadOnlyList<TableConfig> Tables { get; init => field = value ?? []; } = [];

    /// <summary>Tables that leave their group here. The only way by which one ever does.</summary>
    public IReadOnlyList<TableRemoval> Removals { get; init => field = value ?? []; } = [];

    /// <summary>Control requests of this region that are settled; the node forgets them.</summary>
    public IReadOnlyList<ControlRequestAnswer> Answers { get; init => field = value ?? []; } = [];
}

/// <param name="Region">A region's name.</param>
/// <param name="Address">Its peer endpoint, as in <c>http://127.0.0.1:8101</c>.</param>
public sealed record PeerAddress(string Region, string Address);

/// <summary>One table of a region: its shape and the group of regions that share it.</summary>
public sealed record TableConfig
{
    /// <summary>The table's identity across regions; its name is only what the API calls it.</summary>
    public required string GroupId { get; init; }

    public required TableShape Shape { get; init; }

    /// <summary>The object that declares the table, as in <c>shop/orders</c>.</summary>
    public string? DeclaredBy { get; init; }

    /// <summary>
    /// A former group of this table: a copy that left it makes room for this table, as one that left
    /// <see cref="GroupId"/> does.
    /// </summary>
    public string? Replaces { get; init; }

    /// <summary>True: the addressed region serves reads and refuses its clients' writes.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>True: writes that lose against concurrent ones are counted, and what they wrote is not kept.</summary>
    public bool OmitsConflicts { get; init; }

    /// <summary>Counts the changes of <see cref="Members"/>; a lower one is refused.</summary>
    public required long MembershipEpoch { get; init; }

    /// <summary>Every region of the group, the addressed one included.</summary>
    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>
    /// The highest membership epoch that every member is known to have installed, durably. A joining region asks
    /// nobody, and nobody reconciles what a removed region wrote, before it reaches the epoch in question.
    /// </summary>
    public long InstalledEpoch { get; init; }

    /// <summary>
    /// Logs that have left the group and that not every member covers to the end yet. An entry goes once every
    /// member does.
    /// </summary>
    public IReadOnlyList<LeftLog> Left { get; init => field = value ?? []; } = [];
}

/// <summary>A log that no member writes to any more.</summary>
/// <param name="Region">The region that wrote to it.</param>
/// <param name="Log">The log's id.</param>
/// <param name="Epoch">The membership epoch that was the first without it.</param>
/// <param name="Drained">
/// True: every member had all of it before that epoch. False: its region was removed by force, or has lost its
/// volume, and members take from each other what only some of them have.
/// </param>
public sealed record LeftLog(string Region, long Log, long Epoch, bool Drained);

/// <summary>One region's place in a table's group.</summary>
public sealed record Member
{
    public required string Region { get; init; }

    /// <summary>
    /// The log that the region's node writes to, as it reported it; absent until it has. A node that finds
    /// itself listed with a log that is not its own has lost its volume: it takes a new log and fills again.
    /// </summary>
    public long? Log { get; init; }

    public required MemberState State { get; init; }
}

public enum MemberState
{
    /// <summary>
    /// Serves reads and writes. A new region of a new table is Active at once: there is nothing to copy.
    /// </summary>
    Active,

    /// <summary>Copies what the others hold, and serves nothing until it has caught up with them.</summary>
    Joining,

    /// <summary>Takes no more writes, until every other member has all that it wrote.</summary>
    Leaving,
}

/// <param name="GroupId">The table that leaves its group.</param>
/// <param name="DeleteData">False: the copy stays and goes on as a regional table. True: it is deleted.</param>
public sealed record TableRemoval(string GroupId, bool DeleteData);

/// <param name="Id">The request's id.</param>
/// <param name="Refusal">Why it was not carried out; absent when it was.</param>
public sealed record ControlRequestAnswer(string Id, string? Refusal = null);
