namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>
/// One copy of the table in one region, from its making to its end: what it wrote, and what was seen in it.
/// </summary>
sealed class Life(string region, long log)
{
    readonly Dictionary<string, ItemView> items = new(StringComparer.Ordinal);

    public string Region => region;

    public long Log => log;

    public List<Write> Writes { get; } = [];

    /// <summary>By log: how far this copy claims it, as checked.</summary>
    public Dictionary<long, long> Covered { get; } = [];

    /// <summary>The group went on without what it had not handed over.</summary>
    public bool IsForcedOut { get; set; }

    /// <summary>Its volume was lost, or set back to an earlier state.</summary>
    public bool IsVolumeLost { get; set; }

    /// <summary>The last entry of its conflict log that was looked at.</summary>
    public long ConflictsSeen { get; set; }

    /// <summary>It has been whole, and served.</summary>
    public bool IsActivated { get; set; }

    /// <summary>When it was looked at last.</summary>
    public TimeSpan SeenAt { get; set; }

    public bool IsLost => IsForcedOut || IsVolumeLost;

    public IEnumerable<KeyValuePair<string, ItemView>> Items => items;

    public ItemView this[string key]
    {
        get
        {
            if (!items.TryGetValue(key, out var view))
            {
                items.Add(key, view = new());
            }

            return view;
        }
    }

    /// <summary>It was set back, and may have used numbers twice.</summary>
    public bool IsSetBack { get; private set; }

    /// <summary>It was a part of the group once.</summary>
    public bool WasMember { get; set; }

    public void LoseVolume()
    {
        IsVolumeLost = true;
        Writes.ForEach(write => write.IsOnLostVolume = true);
    }

    /// <summary>The volume is what it was when those writes had been made.</summary>
    /// <param name="writes">All that its log had then.</param>
    /// <param name="isThere">Whether they lay on that volume, and not on one that was lost before.</param>
    public void SetBack(IReadOnlyList<Write> writes, bool isThere)
    {
        LoseVolume();
        IsSetBack = true;
        Writes.Clear();
        Writes.AddRange(writes);
        if (isThere)
        {
            Writes.ForEach(write => write.IsOnLostVolume = false);
        }

        items.Clear();
        ConflictsSeen = 0;
        LookAnew();
    }

    /// <summary>What the volume holds may be older than what was seen: begin to look anew.</summary>
    public void LookAnew() => Covered.Clear();

    public override string ToString() => $"{region}/{log % 1000:000}";
}

/// <summary>One item in one copy, as it was seen.</summary>
sealed class ItemView
{
    /// <summary>What is there, tombstones included; null for nothing.</summary>
    public Write? Row { get; set; }

    /// <summary>The highest version that ever was.</summary>
    public Write? Highest { get; set; }

    /// <summary>The version that a client was shown last.</summary>
    public Write? LastRead { get; set; }

    /// <summary>What has been here, as a row or as a loser against one, and what its writers knew.</summary>
    public Known Seen { get; } = new();

    /// <summary>What has been here as a row.</summary>
    public Known Held { get; } = new();
}
