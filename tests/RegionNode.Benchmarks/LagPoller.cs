using System.Diagnostics;
using System.Threading.Channels;

namespace GlobalTables.RegionNode.Benchmarks;

/// <param name="Lag">From the acknowledgement to the answer that had the item.</param>
/// <param name="Window">From the last question that did not find it to that answer.</param>
readonly record struct LagSample(TimeSpan Lag, TimeSpan Window);

/// <summary>
/// Asks the second region for the items that are on their way, one after the other and round and round, without a
/// pause but over one connection: however many are awaited, the node has one more request to answer and no more.
/// </summary>
sealed class LagPoller : IDisposable
{
    // An answer without an item is an empty object.
    const int NoItemBytes = 2;

    readonly Channel<Awaited> arriving = Channel.CreateUnbounded<Awaited>(new() { SingleReader = true });
    readonly List<Awaited> awaited = [];
    readonly List<LagSample> samples = [];
    readonly ApiRequest get = ApiRequest.GetItem(SharedTable.Table);
    readonly ApiConnection connection;

    LagPoller(ApiConnection connection) => this.connection = connection;

    public static async Task<LagPoller> StartAsync(Uri api) => new(await ApiConnection.OpenAsync(api));

    /// <summary>Awaits an item that was acknowledged this moment.</summary>
    public void Await(long number)
    {
        var now = Stopwatch.GetTimestamp();
        arriving.Writer.TryWrite(new Awaited(number, now, now));
    }

    /// <summary>Nothing more comes: what is awaited is still polled for.</summary>
    public void Complete() => arriving.Writer.Complete();

    public async Task<List<LagSample>> RunAsync(CancellationToken cancel)
    {
        while (awaited.Count > 0 || await arriving.Reader.WaitToReadAsync(cancel))
        {
            while (arriving.Reader.TryRead(out var item))
            {
                awaited.Add(item);
            }

            for (var at = awaited.Count - 1; at >= 0; at--)
            {
                cancel.ThrowIfCancellationRequested();
                await PollAsync(at);
            }
        }

        return samples;
    }

    public void Dispose() => connection.Dispose();

    async ValueTask PollAsync(int at)
    {
        var item = awaited[at];
        var asked = Stopwatch.GetTimestamp();
        if (await connection.AskAsync(get.For(item.Number)) <= NoItemBytes)
        {
            awaited[at] = item with { LastAsked = asked };
            return;
        }

        samples.Add(new(Stopwatch.GetElapsedTime(item.Acknowledged), Stopwatch.GetElapsedTime(item.LastAsked)));
        awaited.RemoveAt(at);
    }

    readonly record struct Awaited(long Number, long Acknowledged, long LastAsked);
}
