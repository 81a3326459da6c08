using System.Collections.Concurrent;
using System.Globalization;
using Amazon.DynamoDBv2;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>Writes new items in one region until it is told to end, whatever becomes of the region's node.</summary>
sealed class WriteLoad : IAsyncDisposable
{
    static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);

    readonly CancellationTokenSource ending = new();
    readonly ConcurrentDictionary<string, string> acknowledged = [];
    readonly Items items;
    readonly string region;
    readonly Task writing;
    long failures;

    public WriteLoad(Items items, string region, int writers)
    {
        this.items = items;
        this.region = region;
        writing = Task.WhenAll(Enumerable.Range(0, writers).Select(WriteAsync));
    }

    /// <summary>What was answered, with the value.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => acknowledged;

    /// <summary>Until some more writes are acknowledged.</summary>
    public Task AdvancesAsync(int by = 200)
    {
        var wanted = acknowledged.Count + by;
        return Eventually.HoldsAsync(
            $"acknowledged in {region}", () => Task.FromResult(acknowledged.Count), now => now >= wanted);
    }

    /// <summary>Until a writer has felt that the node is away.</summary>
    public Task FailsAsync()
    {
        var seen = Interlocked.Read(ref failures);
        return Eventually.HoldsAsync(
            $"failures in {region}", () => Task.FromResult(Interlocked.Read(ref failures)), now => now > seen);
    }

    public async Task EndAsync()
    {
        await ending.CancelAsync();
        await writing;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        ending.Dispose();
    }

    async Task WriteAsync(int writer)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var id = $"{region}-{writer}-{number}";
            var value = number.ToString(CultureInfo.InvariantCulture);
            try
            {
                await items.PutAsync(region, id, value);
                acknowledged[id] = value;
            }
            catch (Exception failure) when (failure is AmazonDynamoDBException or HttpRequestException or IOException
                or TimeoutException or OperationCanceledException or Amazon.Runtime.AmazonClientException)
            {
                Interlocked.Increment(ref failures);
                await Task.Delay(AfterFailure, TimeProvider.System);
            }
        }
    }
}
