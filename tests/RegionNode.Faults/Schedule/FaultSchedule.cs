using System.Diagnostics;
using GlobalTables.RegionNode.Faults.Cluster;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Faults.Schedule;

/// <param name="Every">A fault begins so often; longer ones overlap.</param>
/// <param name="LongestPause">How long a node stands still at most, and a link is troubled.</param>
sealed record ScheduleOptions(TimeSpan Every, TimeSpan LongestPause);

/// <summary>Begins a fault every so often, of a kind, place and length that the seed decides, and ends each.</summary>
sealed class FaultSchedule(
    FaultyRegions regions, ScheduleOptions options, int seed, Action<string> tell, Action<string> complain)
{
    static readonly TimeSpan StartAgainMost = TimeSpan.FromSeconds(120);

    readonly Random random = new(seed);
    readonly Dictionary<FaultKind, int> counts = [];
    readonly List<Task> active = [];
    readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>How many faults of each kind have begun.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => counts;

    /// <summary>The most that were active at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Goes on for that long, and is done when the last fault has ended.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancel)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var kinds = new Queue<FaultKind>();
            while (clock.Elapsed + options.Every <= time)
            {
                await Task.Delay(options.Every, TimeProvider.System, cancel);
                active.RemoveAll(fault => fault.IsCompletedSuccessfully);
                if (active.Find(fault => fault.IsFaulted) is { } broken)
                {
                    await broken;
                }

                (await regions.FindEndedAsync(cancel)).ForEach(complain);
                Begin(NextKind(kinds), failed.Token);
                MostAtOnce = Math.Max(MostAtOnce, active.Count);
            }
        }
        finally
        {
            await Task.WhenAll(active);
        }
    }

    // Every kind in its turn, in an order that is drawn anew each time: a short run has them all as well.
    FaultKind NextKind(Queue<FaultKind> kinds)
    {
        if (kinds.Count == 0)
        {
            var all = Enum.GetValues<FaultKind>()
                .Where(kind => kind != FaultKind.DiskFull || regions.All.Any(region => region.Disk is not null))
                .ToArray();
            random.Shuffle(all);
            foreach (var kind in all)
            {
                kinds.Enqueue(kind);
            }
        }

        return kinds.Dequeue();
    }

    void Begin(FaultKind kind, CancellationToken cancel)
    {
        var length = TimeSpan.FromSeconds(Math.Max(1, options.LongestPause.TotalSeconds * random.NextDouble()));
        switch (kind)
        {
            case FaultKind.Kill or FaultKind.Pause:
                var free = regions.All.Where(region => !region.IsTaken).ToList();
                if (free.Count > 0)
                {
                    var region = free[random.Next(free.Count)];
                    region.IsTaken = true;
                    Add(kind, region.Name, kind == FaultKind.Kill ? length / 4 : length, rest =>
                        kind == FaultKind.Kill
                            ? KillAsync(region, rest, cancel)
                            : PauseAsync(region, rest, cancel));
                }

                break;
            case FaultKind.DiskFull:
                var full = regions.All.First(region => region.Disk is not null);
                Add(kind, full.Name, length, rest => FillAsync(full.Disk!, rest, cancel));
                break;
            case FaultKind.Isolate:
                var alone = regions.Names[random.Next(regions.Names.Count)];
                Trouble(kind, new(IsCut: true), length, LinksOf(alone), cancel);
                break;
            case FaultKind.Cut:
                Trouble(kind, new(IsCut: true), length, SomeLinks(), cancel);
                break;
            case FaultKind.Blackhole:
                var ways = random.Next(3);
                Trouble(
                    kind,
                    new(HoldsRequests: ways != 0, HoldsAnswers: ways != 1),
                    length,
                    SomeLinks(),
                    cancel);
                break;
            case FaultKind.Delay:
                var late = TimeSpan.FromMilliseconds(random.Next(20, 2000));
                Trouble(kind, new(Delay: late), length, SomeLinks(), cancel);
                break;
            default:
                throw new UnreachableException();
        }
    }

    List<(string Reader, string Source)> LinksOf(string region) =>
        [.. regions.LinkNames.Where(link => link.Reader == region || link.Source == region)];

    // One link one way, or both ways between two regions.
    List<(string Reader, string Source)> SomeLinks()
    {
        var (reader, source) = regions.LinkNames.ElementAt(random.Next(regions.LinkNames.Count));
        return random.Next(2) == 0 ? [(reader, source)] : [(reader, source), (source, reader)];
    }

    void Trouble(
        FaultKind kind,
        LinkTrouble trouble,
        TimeSpan length,
        List<(string Reader, string Source)> links,
        CancellationToken cancel) => Add(
            kind,
            $"{string.Join(", ", links.Select(link => $"{link.Reader} from {link.Source}"))}{Text(trouble)}",
            length,
            async rest =>
            {
                var recoveries = links.ConvertAll(link => regions.Link(link.Reader, link.Source).Suffer(trouble));
                await WaitAsync(rest, cancel);
                recoveries.ForEach(recovery => recovery.Dispose());
            });

    static string Text(LinkTrouble trouble) =>
        trouble.Delay > TimeSpan.Zero ? $", {trouble.Delay.TotalMilliseconds} ms late"
        : trouble.HoldsRequests && trouble.HoldsAnswers ? ", both ways"
        : trouble.HoldsRequests ? ", towards the source"
        : trouble.HoldsAnswers ? ", towards the reader"
        : "";

    void Add(FaultKind kind, string where, TimeSpan length, Func<TimeSpan, Task> run)
    {
        counts[kind] = counts.GetValueOrDefault(kind) + 1;
        tell($"{clock.Elapsed.TotalSeconds,7:0.0} s  {kind} for {length.TotalSeconds:0.0} s: {where}");
        active.Add(Task.Run(() => run(length)));
    }

    static async Task KillAsync(FaultyRegion region, TimeSpan length, CancellationToken cancel)
    {
        await region.KillAsync();
        await WaitAsync(length, cancel);
        if (!cancel.IsCancellationRequested)
        {
            await region.StartAgainAsync(StartAgainMost, cancel);
        }

        region.IsTaken = false;
    }

    static async Task PauseAsync(FaultyRegion region, TimeSpan length, CancellationToken cancel)
    {
        if (region.Node is { HasEnded: false })
        {
            using (region.Pause())
            {
                await WaitAsync(length, cancel);
            }
        }

        region.IsTaken = false;
    }

    static async Task FillAsync(SmallDisk disk, TimeSpan length, CancellationToken cancel)
    {
        disk.Fill();
        await WaitAsync(length, cancel);
        disk.Free();
    }

    // Cut short when the run is over: a fault is ended all the same.
    static async Task WaitAsync(TimeSpan length, CancellationToken cancel) =>
        await Task.Delay(length, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
