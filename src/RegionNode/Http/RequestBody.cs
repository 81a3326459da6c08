using System.Buffers;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>A request's body, read whole into a buffer of the shared pool. Nothing may keep its memory.</summary>
sealed class RequestBody : IDisposable
{
    const int FirstBufferBytes = 4096;

    byte[] buffer;
    int length;

    RequestBody(int expected) => buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Utf8 => buffer.AsMemory(0, length);

    /// <exception cref="DynamoException">The body is larger than the API allows.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > Limits.RequestBytesMax)
        {
            throw DynamoException.RequestTooLarge();
        }

        // One byte more than announced, so that the end is met without growing.
        var body = new RequestBody((int)(request.ContentLength ?? FirstBufferBytes) + 1);
        try
        {
            await body.FillAsync(request.Body, cancel);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    async ValueTask FillAsync(Stream stream, CancellationToken cancel)
    {
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            length += read;
            if (read == 0)
            {
                return;
            }

            if (length > Limits.RequestBytesMax)
            {
                throw DynamoException.RequestTooLarge();
            }

            if (length == buffer.Length)
            {
                Grow();
            }
        }
    }

    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
