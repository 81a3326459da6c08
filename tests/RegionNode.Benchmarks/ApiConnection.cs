using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>
/// One connection to a node, with one request at a time: a bare socket, so that the machine's cores are left to
/// the node.
/// </summary>
sealed class ApiConnection : IDisposable
{
    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] answer = new byte[16 * 1024];

    public static async Task<ApiConnection> OpenAsync(Uri api)
    {
        var connection = new ApiConnection();
        await connection.socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(api.Host), api.Port));
        return connection;
    }

    /// <summary>Sends the request and gives the number of bytes of the answer's body.</summary>
    /// <exception cref="InvalidOperationException">The answer is an error.</exception>
    public async ValueTask<int> AskAsync(ApiRequest request)
    {
        var toSend = request.Bytes.AsMemory();
        while (toSend.Length > 0)
        {
            toSend = toSend[await socket.SendAsync(toSend)..];
        }

        var received = 0;
        while (true)
        {
            var count = await socket.ReceiveAsync(answer.AsMemory(received));
            if (count == 0)
            {
                throw new InvalidOperationException("The node closed the connection.");
            }

            received += count;
            if (TryRead(answer.AsSpan(0, received), out var bodyBytes))
            {
                return bodyBytes;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    static bool TryRead(ReadOnlySpan<byte> answer, out int bodyBytes)
    {
        bodyBytes = 0;
        var headerBytes = answer.IndexOf("\r\n\r\n"u8);
        if (headerBytes < 0)
        {
            return false;
        }

        var header = answer[..headerBytes];
        var lengthBefore = "Content-Length: "u8;
        var lengthAt = header.IndexOf(lengthBefore) + lengthBefore.Length;
        if (!Utf8Parser.TryParse(header[lengthAt..], out bodyBytes, out _))
        {
            throw new InvalidOperationException($"An answer without a length:\n{Encoding.UTF8.GetString(answer)}");
        }

        if (answer.Length < headerBytes + 4 + bodyBytes)
        {
            return false;
        }

        return header.StartsWith("HTTP/1.1 200 "u8)
            ? true
            : throw new InvalidOperationException($"The node refused:\n{Encoding.UTF8.GetString(answer)}");
    }
}
