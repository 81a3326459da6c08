using System.Diagnostics;

namespace GlobalTables.RegionNode.Benchmarks;

/// <param name="Lag">From the acknowledgement to the answer that had the item.</param>
/// <param name="Window">From the last question that did not find it to that answer.</param>
readonly record struct LagSample(TimeSpan Lag, TimeSpan Window);

/// <param name="Samples">The lag of every second item.</param>
/// <param name="Writes">How many items were put.</param>
/// <param name="Elapsed">How long that took.</param>
sealed record LagResult(List<LagSample> Samples, int Writes, TimeSpan Elapsed);

/// <summary>
/// Puts ten items a second into the first region, evenly, and polls the second for every other one of them. Many
/// writers make the rate; the lag of one does not hold up the others.
/// </summary>
sealed class LagWriter : IDisposable
{
    const int WritesPerSecond = 10;

    readonly ApiConnection writing;
    readonly ApiConnection reading;
    readonly TimeSpan offset;
    readonly int index;
    readonly int count;

    LagWriter(ApiConnection writing, ApiConnection reading, int index, int count)
    {
        this.writing = writing;
        this.reading = reading;
        this.index = index;
        this.count = count;
        offset = TimeSpan.FromSeconds(1.0 / WritesPerSecond) * index / count;
    }

    public static async Task<List<LagWriter>> StartAsync(TwoRegions regions, int rate)
    {
        var count = Math.Max(1, rate / WritesPerSecond);
        var writers = new List<LagWriter>();
        for (var index = 0; index < count; index++)
        {
            writers.Add(new LagWriter(
                await ApiConnection.OpenAsync(regions.First.Api),
                await ApiConnection.OpenAsync(regions.Second.Api),
                index,
                count));
        }

        return writers;
    }

    public async Task<LagResult> RunAsync(TimeSpan time, CancellationToken cancel)
    {
        var put = ApiRequest.PutItem(TwoRegions.Table);
        var get = ApiRequest.GetItem(TwoRegions.Table);
        var samples = new List<LagSample>();
        var clock = Stopwatch.StartNew();
        var writes = 0;
        for (; clock.Elapsed < time; writes++)
        {
            var due = offset + (TimeSpan.FromSeconds(1.0 / WritesPerSecond) * writes) - clock.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, cancel);
            }

            var number = ((long)writes * count) + index;
            await writing.AskAsync(put.For(number));
            var acknowledged = Stopwatch.GetTimestamp();
            if ((writes + index) % 2 == 0)
            {
                samples.Add(await PollAsync(get.For(number), acknowledged, cancel));
            }
        }

        return new LagResult(samples, writes, clock.Elapsed);
    }

    public void Dispose()
    {
        writing.Dispose();
        reading.Dispose();
    }

    async Task<LagSample> PollAsync(ApiRequest get, long acknowledged, CancellationToken cancel)
    {
        // An answer without an item is an empty object.
        const int noItemBytes = 2;
        var lastAsked = acknowledged;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var asked = Stopwatch.GetTimestamp();
            var isThere = await reading.AskAsync(get) > noItemBytes;
            if (isThere)
            {
                return new LagSample(Stopwatch.GetElapsedTime(acknowledged), Stopwatch.GetElapsedTime(lastAsked));
            }

            lastAsked = asked;
        }
    }
}
