using GlobalTables.Operator.Kubernetes;

namespace GlobalTables.Operator.Tests.Kubernetes;

/// <summary>
/// A lease on a server that is far away: requests and answers take their time, and may be lost. What is written is
/// written at one moment, whether or not anybody hears of it.
/// </summary>
sealed class SimulatedLease(TimeProvider time)
{
    long version;

    public LeaseState? Current { get; set; }

    /// <summary>Who held the lease from when on, as the server knows it.</summary>
    public List<string> Holders { get; } = [];

    public int Writes { get; private set; }

    /// <summary>A candidate's way to the server.</summary>
    /// <param name="delay">How long a request, or an answer, takes; null for never.</param>
    public ILeaseStore Way(Func<TimeSpan?> delay) => new Path(this, delay, time);

    LeaseState Write(LeaseState lease)
    {
        if (lease.Version != Current?.Version)
        {
            throw new ConflictException("Conflict", "another version");
        }

        Writes++;
        if (lease.Holder != Current?.Holder)
        {
            Holders.Add(lease.Holder);
        }

        return Current = lease with { Version = $"{++version}" };
    }

    sealed class Path(SimulatedLease server, Func<TimeSpan?> delay, TimeProvider time) : ILeaseStore
    {
        public async Task<LeaseState?> ReadAsync(CancellationToken cancel)
        {
            await GoAsync(cancel);
            var read = server.Current;
            await GoAsync(cancel);
            return read;
        }

        public async Task<LeaseState> WriteAsync(LeaseState lease, CancellationToken cancel)
        {
            // A request that is given up may arrive all the same.
            var arrival = ArriveAsync(lease);
            await Inline.WaitAsync(arrival, cancel);
            return await arrival;
        }

        async Task<LeaseState> ArriveAsync(LeaseState lease)
        {
            await GoAsync(CancellationToken.None);
            try
            {
                return server.Write(lease);
            }
            finally
            {
                await GoAsync(CancellationToken.None);
            }
        }

        async Task GoAsync(CancellationToken cancel)
        {
            var takes = delay();
            if (takes is null)
            {
                await Inline.DelayAsync(TimeSpan.FromHours(10), time, cancel);
                throw new HttpRequestException("lost");
            }

            if (takes > TimeSpan.Zero)
            {
                await Inline.DelayAsync(takes.Value, time, cancel);
            }
        }
    }
}
