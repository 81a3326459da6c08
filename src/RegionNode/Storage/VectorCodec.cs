using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// Version vectors in a row: pairs of variable-length integers, log number and sequence, ascending. With the
/// logs' local numbers a region costs about five bytes, which is less than a reference to a table of vectors
/// would cost together with that table: a busy region writes under a new vector in nearly every commit.
/// </summary>
static class VectorCodec
{
    const int PairBytesMax = 20;

    public static byte[] Encode(VersionVector vector)
    {
        var buffer = new byte[vector.Count * PairBytesMax];
        var length = 0;
        for (var i = 0; i < vector.Count; i++)
        {
            var (log, sequence) = vector[i];
            length += WriteVarint(buffer.AsSpan(length), log);
            length += WriteVarint(buffer.AsSpan(length), sequence);
        }

        return buffer[..length];
    }

    public static VersionVector Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return VersionVector.Empty;
        }

        var entries = new List<KeyValuePair<long, long>>(4);
        while (!bytes.IsEmpty)
        {
            var log = ReadVarint(ref bytes);
            entries.Add(KeyValuePair.Create(log, ReadVarint(ref bytes)));
        }

        return VersionVector.Of(entries);
    }

    static int WriteVarint(Span<byte> into, long value)
    {
        var rest = (ulong)value;
        var length = 0;
        while (rest >= 0x80)
        {
            into[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        into[length++] = (byte)rest;
        return length;
    }

    static long ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return (long)value;
            }
        }

        throw new InvariantException("a stored vector ends where it should");
    }
}
