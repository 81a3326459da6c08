namespace GlobalTables.RegionNode.Faults.Checking;

enum WriteKind
{
    /// <summary>Makes an item where there is none.</summary>
    Create,

    /// <summary>Adds itself to the item that is there.</summary>
    Append,

    /// <summary>Puts an item in place of the one that was read, if that is still there.</summary>
    Exchange,

    /// <summary>Deletes the item that was read, if that is still there.</summary>
    Delete,
}

enum Outcome
{
    /// <summary>Nothing was heard: it may have been carried out, or be carried out later.</summary>
    Unknown,

    Acknowledged,

    Refused,
}

/// <summary>One write that a client has sent.</summary>
/// <param name="number">Its number among the writes of its key.</param>
/// <param name="seen">Every write of the key that its region was known to have seen when it was sent.</param>
/// <param name="replaces">For an exchange and a delete: the writes of the item that it was conditional on.</param>
sealed class Write(int number, string region, WriteKind kind, WriteSet seen, WriteSet replaces)
{
    public int Number => number;

    public string Region => region;

    public WriteKind Kind => kind;

    public WriteSet Seen => seen;

    public WriteSet Replaces => replaces;

    public Outcome Outcome { get; set; }

    /// <summary>The version that it has replaced, once that is known; null where there was none.</summary>
    public int? Before { get; set; }

    public override string ToString() => $"{Kind} {Number} in {Region} ({Outcome})";
}
