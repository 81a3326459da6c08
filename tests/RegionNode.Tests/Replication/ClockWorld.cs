using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Tests.Replication;

/// <summary>Regions that have nothing but clocks, and tell each other their time every second.</summary>
sealed class ClockWorld
{
    public static readonly TimeSpan OffsetMax = TimeSpan.FromMilliseconds(500);

    readonly Dictionary<(string Reader, string Source), (TimeSpan There, TimeSpan Back)> ways = [];

    public ClockWorld(params string[] names)
    {
        foreach (var name in names)
        {
            var time = new ManualTime();

            // Monotonic clocks have nothing to do with each other.
            time.Advance(TimeSpan.FromHours(Regions.Count));
            time.SetWall(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
            var fence = new WriteFence();
            Regions.Add(name, new(time, fence, new ClockGuard(name, time, OffsetMax, fence)));
        }
    }

    public SortedDictionary<string, Region> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>Regions that nobody hears and that hear nobody.</summary>
    public HashSet<string> Silent { get; } = [];

    public Region this[string name] => Regions[name];

    public string Fenced => string.Join(' ', Regions.Where(one => one.Value.Fence.Reason is not null).Select(one => one.Key));

    public string Alarmed => string.Join(
        ' ', Regions.Where(one => one.Value.Verdict is { IsFenced: false, Problem: not null }).Select(one => one.Key));

    /// <summary>From now on messages between the two take so long.</summary>
    public void Way(string reader, string source, int thereMs, int backMs) =>
        ways[(reader, source)] = (TimeSpan.FromMilliseconds(thereMs), TimeSpan.FromMilliseconds(backMs));

    public void Jump(string name, double seconds)
    {
        this[name].Time.SetWall(this[name].Time.GetUtcNow().AddSeconds(seconds));
        this[name].Guard.Check(Peers(name));
    }

    /// <summary>Every second each region hears each other one; clocks drift by so many milliseconds a second.</summary>
    public void Run(int seconds, params (string Region, int DriftMs)[] drifts)
    {
        for (var second = 0; second < seconds; second++)
        {
            foreach (var (reader, source) in Pairs())
            {
                var (there, back) = ways.GetValueOrDefault(
                    (reader, source), (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)));
                Pass(there);
                var wall = this[source].Time.GetUtcNow();
                Pass(back);
                this[reader].Guard.Heard(source, wall, there + back, this[reader].Time.GetTimestamp());
            }

            Pass(ReplicationTimes.Heartbeat);
            foreach (var (region, driftMs) in drifts)
            {
                this[region].Time.SetWall(this[region].Time.GetUtcNow().AddMilliseconds(driftMs));
            }

            foreach (var name in Regions.Keys)
            {
                this[name].Guard.Check(Peers(name));
            }
        }
    }

    IEnumerable<(string Reader, string Source)> Pairs() =>
        from reader in Regions.Keys
        from source in Regions.Keys
        where reader != source && !Silent.Contains(reader) && !Silent.Contains(source)
        select (reader, source);

    HashSet<string> Peers(string name) => [.. Regions.Keys.Where(other => other != name)];

    void Pass(TimeSpan span)
    {
        foreach (var region in Regions.Values)
        {
            region.Time.Advance(span);
        }
    }

    internal sealed record Region(ManualTime Time, WriteFence Fence, ClockGuard Guard)
    {
        public ClockVerdict Verdict => Guard.Verdict;
    }
}
