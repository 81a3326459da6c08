using CsCheck;
using GlobalTables.Operator.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;

namespace GlobalTables.Operator.Tests.Kubernetes;

public sealed class LeaderLeaseTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly ManualTime time = new();
    readonly SimulatedLease lease;

    public LeaderLeaseTests() => lease = new(time);

    [Fact]
    public void Times_that_would_let_two_lead_are_refused()
    {
        LeaseTimes.Usual.Check();
        Assert.Throws<ArgumentException>(() => (LeaseTimes.Usual with { RenewDeadline = 30 * Second }).Check());
        Assert.Throws<ArgumentException>(() => (LeaseTimes.Usual with { RenewEvery = 20 * Second }).Check());
    }

    [Fact]
    public async Task The_lease_is_renewed_six_times_a_minute_and_no_more()
    {
        var leader = new Candidate("a", lease, time, () => TimeSpan.Zero);
        Assert.True(leader.IsLeading);
        var before = lease.Writes;
        time.Advance(10 * TimeSpan.FromMinutes(1));
        Assert.Equal(60, lease.Writes - before);
        await leader.StopAsync();
    }

    [Fact]
    public async Task Told_to_stop_the_leader_gives_the_lease_back_when_its_work_has_ended_and_not_before()
    {
        var leader = new Candidate("a", lease, time, () => TimeSpan.Zero) { WorkLasts = 25 * Second };
        leader.Stop();
        time.Advance(24 * Second);
        Assert.Equal("a", lease.Current!.Holder);
        time.Advance(2 * Second);
        await leader.Ended;
        Assert.Equal("", lease.Current.Holder);

        var next = new Candidate("b", lease, time, () => TimeSpan.Zero);
        Assert.True(next.IsLeading); // without waiting for anything to run out
        await next.StopAsync();
    }

    [Fact]
    public async Task A_leader_that_hears_nothing_stops_before_another_may_begin()
    {
        TimeSpan? delay = TimeSpan.Zero;
        var first = new Candidate("a", lease, time, () => delay);
        var second = new Candidate("b", lease, time, () => TimeSpan.Zero);
        time.Advance(15 * Second);
        delay = null; // renewed 5 s ago
        Assert.True(first.IsLeading);
        time.Advance(14 * Second);
        Assert.True(first.IsLeading);
        time.Advance(2 * Second);
        Assert.False(first.IsLeading);
        Assert.False(second.IsLeading);
        time.Advance(8 * Second);
        Assert.False(second.IsLeading);
        time.Advance(10 * Second);
        Assert.True(second.IsLeading);
        await second.StopAsync();
        first.Stop();
    }

    [Fact]
    public async Task Leadership_that_was_lost_is_regained()
    {
        TimeSpan? delay = TimeSpan.Zero;
        var leader = new Candidate("a", lease, time, () => delay);
        delay = null;
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(leader.IsLeading);
        delay = TimeSpan.Zero;
        time.Advance(10 * Second);
        Assert.True(leader.IsLeading);
        Assert.Equal(2, leader.Terms);
        await leader.StopAsync();
    }

    [Fact]
    public async Task A_server_that_is_away_does_not_end_the_candidate()
    {
        var isAway = true;
        var candidate = new Candidate(
            "a", lease, time, () => isAway ? throw new HttpRequestException("refused") : TimeSpan.Zero);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(candidate.IsLeading);
        isAway = false;
        time.Advance(3 * Second);
        Assert.True(candidate.IsLeading);
        await candidate.StopAsync();
    }

    [Fact]
    public async Task A_lease_that_somebody_deleted_is_made_anew()
    {
        var leader = new Candidate("a", lease, time, () => TimeSpan.Zero);
        lease.Current = null;
        time.Advance(11 * Second);
        Assert.True(leader.IsLeading);
        Assert.Equal("a", lease.Current!.Holder);
        await leader.StopAsync();
    }

    [Fact]
    public async Task Who_finds_the_lease_in_other_hands_stops_at_once()
    {
        var leader = new Candidate("a", lease, time, () => TimeSpan.Zero);
        lease.Current = lease.Current! with { Holder = "thief", Version = "stolen" };
        time.Advance(10 * Second);
        Assert.False(leader.IsLeading);
        await leader.StopAsync();
    }

    [Fact]
    public void A_renewal_that_hangs_does_not_prolong_the_term()
    {
        var sent = time.GetTimestamp();
        using var term = new LeadershipToken(sent, 20 * Second, time);
        time.Advance(19 * Second);
        Assert.False(term.IsLost);
        time.Advance(Second);
        Assert.True(term.IsLost);
        Assert.False(term.TryExtend(time.GetTimestamp())); // too late is too late
    }

    [Fact]
    public void An_extension_counts_from_when_the_request_was_sent()
    {
        using var term = new LeadershipToken(time.GetTimestamp(), 20 * Second, time);
        time.Advance(10 * Second);
        var sent = time.GetTimestamp();
        time.Advance(5 * Second);
        Assert.True(term.TryExtend(sent));
        time.Advance(14 * Second);
        Assert.False(term.IsLost);
        time.Advance(Second);
        Assert.True(term.IsLost);
    }

    [Fact]
    public void Whatever_becomes_of_requests_and_answers_two_never_lead() => Gen
        .Select(Gen.Int[0, int.MaxValue], Gen.Int[2, 4])
        .Sample((seed, count) => Simulate(seed, count), iter: 300);

    static void Simulate(int seed, int count)
    {
        var time = new ManualTime();
        var lease = new SimulatedLease(time);
        var random = new Random(seed);
        var weather = 0; // 0 is fair; up to 9
        TimeSpan? Delay() => random.Next(10) >= weather
            ? TimeSpan.FromMilliseconds(random.Next(1, 50))
            : random.Next(4) == 0 ? null : TimeSpan.FromSeconds(random.NextDouble() * 40);

        var candidates = Enumerable.Range(0, count)
            .Select(index => new Candidate($"c{index}", lease, time, Delay, seed + index)
            {
                WorkEndsWithin = TimeSpan.FromSeconds(random.NextDouble() * 9),
            })
            .ToList();
        var next = count;
        var led = new HashSet<string>();
        for (var step = 0; step < 400; step++)
        {
            time.Advance(TimeSpan.FromSeconds(random.NextDouble() * 3));
            var leading = candidates.Where(one => one.IsWorking).Select(one => one.Name).ToList();
            Assert.True(leading.Count <= 1, $"Both {string.Join(" and ", leading)} lead (seed {seed}, step {step}).");
            led.UnionWith(leading);
            switch (random.Next(40))
            {
                case 0:
                    weather = random.Next(10);
                    break;
                case 1:
                    weather = 0;
                    break;
                case 2:
                    // It is told to stop; a new one comes in its place.
                    candidates[random.Next(count)].Stop();
                    break;
                case 3 when candidates.FindIndex(one => one.Ended.IsCompleted) is var gone and >= 0:
                    candidates[gone] = new($"c{next}", lease, time, Delay, seed + next++);
                    break;
                default:
                    break;
            }
        }

        // Fair weather in the end: somebody leads who is there to.
        weather = 0;
        candidates.Add(new("last", lease, time, Delay, seed));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, candidates.Count(one => one.IsWorking));
        Assert.NotEmpty(led);
    }

    /// <summary>A process that wants to lead.</summary>
    sealed class Candidate : IDisposable
    {
        readonly CancellationTokenSource stopping = new();
        readonly ManualTime time;
        CancellationToken term = new(true);

        public Candidate(string name, SimulatedLease lease, ManualTime time, Func<TimeSpan?> delay, int seed = 1)
        {
            Name = name;
            this.time = time;
            var election = new LeaderLease(
                lease.Way(delay), name, LeaseTimes.Usual, time, new(new Random(seed)), NullLogger.Instance);
            Ended = Task.CompletedTask;
            Inline.Run(() => Ended = election.RunAsync(LeadAsync, stopping.Token));
        }

        public string Name { get; }

        public Task Ended { get; private set; }

        public int Terms { get; private set; }

        /// <summary>Its token has not fired.</summary>
        public bool IsLeading => !term.IsCancellationRequested;

        /// <summary>It does something: for a while after its token has fired too.</summary>
        public bool IsWorking { get; private set; }

        /// <summary>How long work goes on after the process was told to stop.</summary>
        public TimeSpan WorkLasts { get; init; }

        /// <summary>How long work needs to notice that it is to end.</summary>
        public TimeSpan WorkEndsWithin { get; init; }

        public void Stop() => Inline.Run(stopping.Cancel);

        public void Dispose() => stopping.Dispose();

        public Task StopAsync()
        {
            Stop();
            return Ended;
        }

        async Task LeadAsync(CancellationToken leading)
        {
            term = leading;
            Terms++;
            IsWorking = true;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(leading, stopping.Token);
            var told = new TaskCompletionSource();
            await using (either.Token.Register(told.SetResult))
            {
                await told.Task;
            }

            var more = leading.IsCancellationRequested ? WorkEndsWithin : WorkLasts;
            if (more > TimeSpan.Zero)
            {
                await Inline.DelayAsync(more, time, CancellationToken.None);
            }

            IsWorking = false;
        }
    }
}
