namespace GlobalTables.RegionNode.Model;

/// <summary>Mints identities from a random source that is handed in, so that a seed repeats them.</summary>
sealed class IdSource(Random random)
{
    readonly Lock gate = new();

    /// <summary>A random positive 63-bit number: a log's id.</summary>
    public long Log()
    {
        lock (gate)
        {
            return random.NextInt64(1, long.MaxValue);
        }
    }

    /// <summary>A random UUID (version 4) in its usual form.</summary>
    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (gate)
        {
            random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
