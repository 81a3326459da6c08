namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>
/// What the load knows of one key: its writes, and what was seen of it in each region. All clients of a key share it.
/// What a single answer can show to be wrong is found here, at once.
/// </summary>
sealed class KeyRecord(string key, Action<string> complain)
{
    readonly Lock gate = new();
    readonly List<Write> writes = [];
    readonly Dictionary<string, RegionView> views = new(StringComparer.Ordinal);

    // The writes behind a version never change, whoever shows them.
    readonly Dictionary<int, WriteSet> histories = [];

    public string Key => key;

    public IReadOnlyList<Write> Writes => writes;

    /// <summary>The writes behind each version that was ever shown, itself included.</summary>
    public IReadOnlyDictionary<int, WriteSet> Histories => histories;

    /// <summary>Notes a write that is about to be sent; null when the key has had its share of writes.</summary>
    public Write? Begin(string region, WriteKind kind, WriteSet replaces = default)
    {
        lock (gate)
        {
            if (writes.Count == WriteSet.Most || (kind == WriteKind.Delete && !MayDelete(region)))
            {
                return null;
            }

            var write = new Write(writes.Count, region, kind, View(region).Known, replaces);
            writes.Add(write);
            return write;
        }
    }

    /// <summary>True where the region has deleted the item itself, so that it may make it again.</summary>
    public bool WasDeletedIn(string region)
    {
        lock (gate)
        {
            return writes.Exists(write => write is { Kind: WriteKind.Delete, Outcome: Outcome.Acknowledged }
                && write.Region == region);
        }
    }

    /// <summary>
    /// False once the region has deleted the item, or may have: so a tombstone's region names its write.
    /// </summary>
    public bool MayDelete(string region)
    {
        lock (gate)
        {
            return !writes.Exists(write => write is { Kind: WriteKind.Delete, Outcome: not Outcome.Refused }
                && write.Region == region);
        }
    }

    public void Refused(Write write)
    {
        lock (gate)
        {
            write.Outcome = Outcome.Refused;
        }
    }

    /// <summary>An acknowledged write: what it has made, or what it has deleted.</summary>
    public void Acknowledged(Write write, Sight sight, ItemImage image)
    {
        lock (gate)
        {
            write.Outcome = Outcome.Acknowledged;
            var view = View(write.Region);
            Learn(image);
            if (write.Kind == WriteKind.Delete)
            {
                write.Before = image.Last;
                Compare(write.Region, sight, image);
                if (image.Writes != write.Replaces)
                {
                    complain($"{key}: {write} has deleted {image}, and was conditional on {write.Replaces}");
                }

                view.IsGone(sight, image.Writes);
            }
            else
            {
                write.Before = image.Before;
                if (image.Last != write.Number)
                {
                    complain($"{key}: {write} was answered with another version, {image}");
                }

                See(write.Region, sight, image);
            }

            view.Known = view.Known.With(write.Number);
        }
    }

    /// <summary>To be taken before a request is sent, and given back with what it has shown.</summary>
    public Sight Look(string region)
    {
        lock (gate)
        {
            var view = View(region);
            return new(view.Shown, view.Past);
        }
    }

    /// <summary>What a consistent read has shown; null for no item.</summary>
    public void Saw(string region, Sight sight, ItemImage? image)
    {
        lock (gate)
        {
            if (image is not null)
            {
                Learn(image);
                See(region, sight, image);
                return;
            }

            if (!sight.Shown.IsEmpty && !writes.Exists(write =>
                write is { Kind: WriteKind.Delete, Outcome: not Outcome.Refused }))
            {
                complain($"{key}: not there in {region}, which had {sight.Shown}, and nobody has deleted it");
            }

            View(region).IsGone(sight, WriteSet.Empty);
        }
    }

    /// <summary>Takes in an image that somebody has shown: its beginnings are what earlier versions were.</summary>
    public void Learn(ItemImage image)
    {
        lock (gate)
        {
            if (image.Fault is { } fault)
            {
                complain($"{key}: {fault}");
            }

            var history = WriteSet.Empty;
            foreach (var number in image.History)
            {
                history = history.With(number);
                if (number >= writes.Count)
                {
                    complain($"{key}: shows write {number}, which nobody has sent: {image}");
                }
                else if (!histories.TryAdd(number, history) && histories[number] != history)
                {
                    complain($"{key}: version {number} is made of {histories[number]} and also of {history}");
                }
            }
        }
    }

    void See(string region, Sight sight, ItemImage image)
    {
        Compare(region, sight, image);
        View(region).Shows(sight, image);
    }

    void Compare(string region, Sight sight, ItemImage image)
    {
        if (sight.Past.Contains(image.Last))
        {
            complain($"{key}: {region} shows {image} again, after something later was seen there");
        }
    }

    RegionView View(string region) =>
        views.TryGetValue(region, out var view) ? view : views[region] = new RegionView();
}
