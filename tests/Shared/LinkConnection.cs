using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace GlobalTables.Tests.Shared;

/// <summary>One connection through a <see cref="LinkProxy"/>: two directions, each in order.</summary>
sealed class LinkConnection(LinkProxy link, Socket reader) : IDisposable
{
    const int PieceBytes = 64 * 1024;

    /// <summary>So many pieces may be on the way in each direction: what a delay of some seconds needs.</summary>
    const int PiecesMax = 256;

    readonly Socket source = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Passes bytes until one of the ends closes.</summary>
    public async Task PassAsync(Uri address, CancellationToken cancel)
    {
        reader.NoDelay = true;
        await source.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), cancel);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] directions =
        [
            PassAsync(reader, source, trouble => trouble.HoldsRequests, ended.Token),
            PassAsync(source, reader, trouble => trouble.HoldsAnswers, ended.Token),
        ];
        try
        {
            await await Task.WhenAny(directions);
        }
        finally
        {
            await ended.CancelAsync();
            Break();
            await Task.WhenAll(directions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Closes both ends at once.</summary>
    public void Break()
    {
        reader.Dispose();
        source.Dispose();
    }

    public void Dispose() => Break();

    async Task PassAsync(Socket from, Socket to, Func<LinkTrouble, bool> isHeld, CancellationToken cancel)
    {
        var onTheWay = Channel.CreateBounded<(byte[] Piece, long ReadAt)>(PiecesMax);
        var reading = ReadAsync(from, onTheWay.Writer, cancel);
        await foreach (var (piece, readAt) in onTheWay.Reader.ReadAllAsync(cancel))
        {
            await UntilPassableAsync(isHeld, readAt, cancel);
            for (var toSend = piece.AsMemory(); toSend.Length > 0;)
            {
                toSend = toSend[await to.SendAsync(toSend, cancel)..];
            }

            link.Passed(piece.Length);
        }

        await reading;
    }

    static async Task ReadAsync(
        Socket from, ChannelWriter<(byte[] Piece, long ReadAt)> onTheWay, CancellationToken cancel)
    {
        var buffer = new byte[PieceBytes];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancel)) > 0)
            {
                await onTheWay.WriteAsync((buffer[..count], Stopwatch.GetTimestamp()), cancel);
            }
        }
        finally
        {
            onTheWay.Complete();
        }
    }

    async Task UntilPassableAsync(Func<LinkTrouble, bool> isHeld, long readAt, CancellationToken cancel)
    {
        while (true)
        {
            var (trouble, changed) = link.Now();
            if (isHeld(trouble))
            {
                await changed.WaitAsync(cancel);
                continue;
            }

            var rest = trouble.Delay - Stopwatch.GetElapsedTime(readAt);
            if (rest <= TimeSpan.Zero)
            {
                return;
            }

            await Task.WhenAny(changed, Task.Delay(rest, TimeProvider.System, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }
}
