using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Tables;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// <c>NextToken</c> of a SELECT: where its next page begins, with a digest that is right for the same statement with
/// the same parameters on the same table, and for nothing else.
/// </summary>
static class StatementToken
{
    const int DigestBytes = 16;
    const int RangeBytes = sizeof(int);

    public static string Write(StatementRequest request, TableEntry table, StatementCursor cursor)
    {
        var key = cursor.After is null ? [] : AttributeJson.Canonical(cursor.After);
        var token = new byte[DigestBytes + RangeBytes + key.Length];
        BinaryPrimitives.WriteInt32BigEndian(token.AsSpan(DigestBytes), cursor.Range);
        key.CopyTo(token, DigestBytes + RangeBytes);
        DigestOf(request, table, token.AsSpan(DigestBytes)).CopyTo(token, 0);
        return Convert.ToBase64String(token);
    }

    /// <exception cref="DynamoException">The token is of another request, or none at all.</exception>
    public static StatementCursor Read(string? token, StatementRequest request, TableEntry table)
    {
        if (token is null)
        {
            return default;
        }

        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out var length) || length < DigestBytes + RangeBytes)
        {
            throw NoMatch();
        }

        var place = bytes.AsSpan(DigestBytes, length - DigestBytes);
        if (!bytes.AsSpan(0, DigestBytes).SequenceEqual(DigestOf(request, table, place)))
        {
            throw NoMatch();
        }

        var key = place[RangeBytes..];
        return new StatementCursor(
            BinaryPrimitives.ReadInt32BigEndian(place), key.IsEmpty ? null : AttributeJson.ReadItem(key));
    }

    public static DynamoException NoMatch() => DynamoException.Validation("NextToken does not match request");

    static byte[] DigestOf(StatementRequest request, TableEntry table, ReadOnlySpan<byte> place)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(table.TableId));
        Add(hash, Encoding.UTF8.GetBytes(request.Text));
        Add(hash, request.GivenParameters);
        Add(hash, place);
        return hash.GetHashAndReset()[..DigestBytes];
    }

    // With its length: no part can be taken for another one and what follows it.
    static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
