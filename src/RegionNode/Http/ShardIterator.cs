using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// A place in a shard, and when it was told: all of it is in the text, so that it outlives the node's process. To
/// clients the text means nothing.
/// </summary>
/// <param name="From">The lowest sequence still to be read; zero for the oldest that there is.</param>
readonly record struct ShardIterator(string StreamArn, long Shard, long From, DateTimeOffset MadeAt)
{
    const string Version = "|1|";
    const int FieldsBytes = 3 * sizeof(long);
    const int Bytes = FieldsBytes + sizeof(ulong);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Shard);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], From);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], MadeAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[FieldsBytes..], Checksum(StreamArn, bytes[..FieldsBytes]));
        return StreamArn + Version + Convert.ToBase64String(bytes);
    }

    /// <exception cref="DynamoException">It is none of ours, or not as it was told, or too old.</exception>
    public static ShardIterator Parse(string text, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Bytes + 2];
        var version = text.LastIndexOf(Version, StringComparison.Ordinal);
        if (version < 0
            || !Convert.TryFromBase64Chars(text.AsSpan(version + Version.Length), bytes, out var count)
            || count != Bytes
            || BinaryPrimitives.ReadUInt64BigEndian(bytes[FieldsBytes..])
                != Checksum(text[..version], bytes[..FieldsBytes]))
        {
            throw DynamoException.Validation("Invalid ShardIterator");
        }

        var iterator = new ShardIterator(
            text[..version],
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[16..])));
        return now - iterator.MadeAt <= StreamTimes.Iterator ? iterator : throw DynamoException.ExpiredIterator();
    }

    static ulong Checksum(string streamArn, ReadOnlySpan<byte> fields)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(streamArn));
        hash.Append(fields);
        return hash.GetCurrentHashAsUInt64();
    }
}
