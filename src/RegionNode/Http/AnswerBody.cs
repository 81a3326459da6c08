using System.Buffers;
using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// The body of one answer, in a buffer of the shared pool. Operations write it through <see cref="Json"/>, or as
/// bytes where the stored item's JSON is the answer; never both within one JSON value.
/// </summary>
sealed class AnswerBody : IBufferWriter<byte>, IDisposable
{
    const int FirstBufferBytes = 4096;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    int length;

    public AnswerBody() => Json = new Utf8JsonWriter(this, AttributeJson.WriterOptions);

    public Utf8JsonWriter Json { get; }

    /// <summary>The host and port by which the client has called.</summary>
    public string CalledAs { get; init; } = "";

    public int Length => length;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    /// <summary>The answer of a list that has nothing in it.</summary>
    public void WriteEmptyList(ReadOnlySpan<byte> member)
    {
        Json.WriteStartObject();
        Json.WriteStartArray(member);
        Json.WriteEndArray();
        Json.WriteEndObject();
    }

    public void WriteRaw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetSpan(utf8.Length));
        Advance(utf8.Length);
    }

    /// <summary>Ends what was written through <see cref="Json"/>; bytes may follow it.</summary>
    public void Flush()
    {
        Json.Flush();
        Json.Reset();
    }

    /// <summary>Takes back what was written: an error is the answer.</summary>
    public void Clear()
    {
        Json.Reset();
        length = 0;
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(length);
    }

    public void Dispose()
    {
        Json.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    void Reserve(int sizeHint)
    {
        var needed = length + Math.Max(sizeHint, 1);
        if (needed <= buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
