using System.Buffers.Binary;
using System.IO.Hashing;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>What the rows of a range of keys come to: equal rows, equal digest, in every region.</summary>
/// <param name="End">The last key that belongs to it; null for a range that has no end.</param>
sealed record RangeDigest(ItemKey? End, int Rows, UInt128 Digest)
{
    /// <summary>Whether a key lies past the end of this range.</summary>
    public bool IsPast(in ItemKey key)
    {
        if (End is not { } end)
        {
            return false;
        }

        var order = key.Partition.AsSpan().SequenceCompareTo(end.Partition);
        return order > 0 || (order == 0 && key.Sort.AsSpan().SequenceCompareTo(end.Sort) > 0);
    }
}

/// <summary>Takes in the rows of one range after the other, each in key order.</summary>
sealed class RangeHash
{
    // The lengths of both keys, and eight bytes for each of stamp, flags, log, sequence and checksum, and one more.
    const int FixedBytes = 4 + 4 + (5 * sizeof(long)) + 1;

    readonly XxHash128 hash = new();

    public int Rows { get; private set; }

    public void Add(RowSummary row)
    {
        Span<byte> head = stackalloc byte[FixedBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, row.Key.Partition.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], row.Key.Sort.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], row.Time.Value);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], (long)row.Flags);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], row.Log);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], row.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(head[40..], row.Checksum);

        // A damaged row differs from every intact one, whichever of content and checksum it is that has changed.
        head[48] = row.IsIntact ? (byte)1 : (byte)0;
        hash.Append(head);
        hash.Append(row.Key.Partition);
        hash.Append(row.Key.Sort);
        Rows++;
    }

    /// <summary>The range ends; the next one begins.</summary>
    public RangeDigest End(ItemKey? end)
    {
        var digest = new RangeDigest(end, Rows, hash.GetCurrentHashAsUInt128());
        hash.Reset();
        Rows = 0;
        return digest;
    }
}
