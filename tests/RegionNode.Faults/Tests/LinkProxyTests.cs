using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>The faults of links are what they are called.</summary>
public sealed class LinkProxyTests : IAsyncDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    readonly TcpListener source = new(IPAddress.Loopback, 0);
    readonly LinkProxy link;

    public LinkProxyTests()
    {
        source.Start();
        link = new(() => new Uri($"http://{source.LocalEndpoint}"));
    }

    public async ValueTask DisposeAsync()
    {
        await link.DisposeAsync();
        source.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Bytes_come_whole_and_in_order_and_not_before_their_time(int delayMs)
    {
        using var trouble = link.Suffer(new(Delay: TimeSpan.FromMilliseconds(delayMs)));
        var (reader, taken) = await ConnectAsync();
        using var _ = reader;
        using var __ = taken;
        var sent = new byte[1_000_000];
        new Random(5).NextBytes(sent);
        var clock = Stopwatch.StartNew();

        var sending = taken.SendAsync(sent);
        var received = new byte[sent.Length];
        await ReceiveAllAsync(reader, received);
        await sending;

        Assert.Equal(sent, received);
        Assert.Equal(sent.Length, link.BytesPassed);
        Assert.True(clock.ElapsedMilliseconds >= delayMs);
    }

    [Fact]
    public async Task What_is_held_in_one_direction_passes_in_the_other_and_comes_when_it_is_held_no_more()
    {
        var (reader, taken) = await ConnectAsync();
        using var _ = reader;
        using var __ = taken;
        var trouble = link.Suffer(new(HoldsAnswers: true));
        await taken.SendAsync(new byte[] { 1 });
        await reader.SendAsync(new byte[] { 2 });

        var request = new byte[1];
        await ReceiveAllAsync(taken, request);
        var answer = new byte[1];
        var receiving = ReceiveAllAsync(reader, answer);
        await Task.WhenAny(receiving, Task.Delay(Short, TimeProvider.System));
        Assert.False(receiving.IsCompleted);

        trouble.Dispose();
        await receiving;
        Assert.Equal([2, 1], [request[0], answer[0]]);
    }

    [Fact]
    public async Task A_cut_breaks_connections_and_takes_none_until_all_who_cut_have_healed()
    {
        var (reader, taken) = await ConnectAsync();
        using var _ = reader;
        using var __ = taken;
        var first = link.Suffer(new(IsCut: true));
        var second = link.Suffer(new(IsCut: true));

        Assert.Equal(0, await EndAsync(reader));
        first.Dispose();
        using (var refused = await DialAsync())
        {
            Assert.Equal(0, await EndAsync(refused));
        }

        second.Dispose();
        var (again, takenAgain) = await ConnectAsync();
        again.Dispose();
        takenAgain.Dispose();
    }

    async Task<Socket> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, link.Address.Port));
        return socket;
    }

    async Task<(Socket Reader, Socket Taken)> ConnectAsync()
    {
        var reader = await DialAsync();
        return (reader, await source.AcceptSocketAsync().WaitAsync(Long));
    }

    // A reset says the same as an end.
    static async Task<int> EndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]).WaitAsync(Long);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    static async Task ReceiveAllAsync(Socket socket, byte[] into)
    {
        for (var at = 0; at < into.Length;)
        {
            var count = await socket.ReceiveAsync(into.AsMemory(at)).AsTask().WaitAsync(Long);
            Assert.NotEqual(0, count);
            at += count;
        }
    }
}
