namespace GlobalTables.RegionNode.Versioning;

/// <summary>
/// How far each log is known: an immutable map from a log to a sequence, 0 where the log is not named. Logs are
/// whatever numbers the holder uses: ids between regions, small local numbers on disk.
/// </summary>
sealed class VersionVector : IEquatable<VersionVector>
{
    // Ascending by log; a handful of entries, one for each region, so that a linear walk beats a tree.
    readonly long[] logs;
    readonly long[] sequences;

    VersionVector(long[] logs, long[] sequences)
    {
        this.logs = logs;
        this.sequences = sequences;
    }

    public static VersionVector Empty { get; } = new([], []);

    public int Count => logs.Length;

    public (long Log, long Sequence) this[int index] => (logs[index], sequences[index]);

    public static VersionVector Of(IEnumerable<KeyValuePair<long, long>> entries)
    {
        var sorted = entries.Where(entry => entry.Value > 0).OrderBy(entry => entry.Key).ToArray();
        return new([.. sorted.Select(entry => entry.Key)], [.. sorted.Select(entry => entry.Value)]);
    }

    public long Of(long log)
    {
        var index = Array.BinarySearch(logs, log);
        return index >= 0 ? sequences[index] : 0;
    }

    public VersionVector With(long log, long sequence)
    {
        if (Of(log) >= sequence)
        {
            return this;
        }

        return Join(new VersionVector([log], [sequence]));
    }

    public VersionVector Without(long log)
    {
        var index = Array.BinarySearch(logs, log);
        return index < 0
            ? this
            : new([.. logs[..index], .. logs[(index + 1)..]], [.. sequences[..index], .. sequences[(index + 1)..]]);
    }

    /// <summary>The entries of those logs alone.</summary>
    public VersionVector Where(Func<long, bool> isKept) => Of(
        logs.Zip(sequences, KeyValuePair.Create).Where(entry => isKept(entry.Key)));

    /// <summary>Whether every entry of the other is reached here.</summary>
    public bool Covers(VersionVector other)
    {
        for (var i = 0; i < other.logs.Length; i++)
        {
            if (Of(other.logs[i]) < other.sequences[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The higher of both for each log.</summary>
    public VersionVector Join(VersionVector other)
    {
        if (Covers(other))
        {
            return this;
        }

        if (other.Covers(this))
        {
            return other;
        }

        var joinedLogs = new List<long>(logs.Length + other.logs.Length);
        var joinedSequences = new List<long>(logs.Length + other.logs.Length);
        int mine = 0, theirs = 0;
        while (mine < logs.Length || theirs < other.logs.Length)
        {
            var log = Math.Min(
                mine < logs.Length ? logs[mine] : long.MaxValue,
                theirs < other.logs.Length ? other.logs[theirs] : long.MaxValue);
            long sequence = 0;
            if (mine < logs.Length && logs[mine] == log)
            {
                sequence = sequences[mine++];
            }

            if (theirs < other.logs.Length && other.logs[theirs] == log)
            {
                sequence = Math.Max(sequence, other.sequences[theirs++]);
            }

            joinedLogs.Add(log);
            joinedSequences.Add(sequence);
        }

        return new([.. joinedLogs], [.. joinedSequences]);
    }

    /// <summary>The lower of both for each log.</summary>
    public VersionVector Meet(VersionVector other)
    {
        var met = new List<KeyValuePair<long, long>>(logs.Length);
        for (var i = 0; i < logs.Length; i++)
        {
            met.Add(KeyValuePair.Create(logs[i], Math.Min(sequences[i], other.Of(logs[i]))));
        }

        return Of(met);
    }

    public bool Equals(VersionVector? other) =>
        other is not null && logs.AsSpan().SequenceEqual(other.logs)
        && sequences.AsSpan().SequenceEqual(other.sequences);

    public override bool Equals(object? obj) => Equals(obj as VersionVector);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var log in logs)
        {
            hash.Add(log);
        }

        foreach (var sequence in sequences)
        {
            hash.Add(sequence);
        }

        return hash.ToHashCode();
    }

    public override string ToString() =>
        "[" + string.Join(", ", logs.Zip(sequences, (log, sequence) => $"{log}:{sequence}")) + "]";
}
