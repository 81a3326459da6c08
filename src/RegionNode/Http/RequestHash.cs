using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// By which two requests are found to be one: the same values under the same names, in whatever order the names come.
/// </summary>
static class RequestHash
{
    const int HashBytes = 16;

    public static RequestToken TokenOf(string token, JsonSlice request) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(token))[..HashBytes], Of(request));

    public static byte[] Of(JsonSlice value)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, value);
        return hash.GetHashAndReset()[..HashBytes];
    }

    static void Add(IncrementalHash hash, JsonSlice value)
    {
        switch (value.Kind)
        {
            case JsonTokenType.StartObject:
                AddObject(hash, value.AsObject()!);
                break;
            case JsonTokenType.StartArray:
                hash.AppendData("["u8);
                foreach (var element in value.AsList()!)
                {
                    Add(hash, element);
                }

                hash.AppendData("]"u8);
                break;
            case JsonTokenType.String:
                AddText(hash, Encoding.UTF8.GetBytes(value.AsString()!));
                break;
            default:
                AddText(hash, value.Utf8.Span);
                break;
        }
    }

    static void AddObject(IncrementalHash hash, JsonObject value)
    {
        var members = new List<JsonObject.Member>(value.Count);
        for (var i = 0; i < value.Count; i++)
        {
            if (value.At(i).Value.IsPresent)
            {
                members.Add(value.At(i));
            }
        }

        members.Sort(static (one, other) => one.Name.Span.SequenceCompareTo(other.Name.Span));
        hash.AppendData("{"u8);
        foreach (var member in members)
        {
            AddText(hash, member.Name.Span);
            Add(hash, member.Value);
        }

        hash.AppendData("}"u8);
    }

    // With its length: no text can be taken for another one and what follows it.
    static void AddText(IncrementalHash hash, ReadOnlySpan<byte> utf8)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(length, utf8.Length);
        hash.AppendData(length);
        hash.AppendData(utf8);
    }
}
