namespace GlobalTables.RegionNode.Model;

/// <summary>Byte arrays by content.</summary>
sealed class SameBytes : IEqualityComparer<byte[]>
{
    public static readonly SameBytes Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
