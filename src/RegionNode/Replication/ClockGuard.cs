using System.Globalization;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Replication;

/// <param name="IsFenced">This region's own clock is off: it takes no writes.</param>
/// <param name="Problem">Which clocks differ by how much, and what to do; null while all agree.</param>
/// <param name="Offsets">The peers heard recently.</param>
sealed record ClockVerdict(bool IsFenced, string? Problem, IReadOnlyList<ClockOffset> Offsets)
{
    public static ClockVerdict Fine { get; } = new(false, null, []);
}

/// <summary>
/// Fences this region when its wall clock is off: the last writer wins by the clock, so a clock that is ahead would
/// win against every later write elsewhere, and one that is behind lose what it acknowledged. Reads and replication go
/// on, and the fence goes when the clock is back.
/// </summary>
/// <remarks>
/// Whose clock is off? Of three regions or more, the one that most of its peers disagree with, two at least. Of two,
/// the one whose wall clock was set since they agreed last, which it sees on its monotonic clock: without that step
/// they would still agree. Where that cannot be told, nobody is fenced, and the status says that the clocks differ.
/// </remarks>
sealed class ClockGuard(string region, TimeProvider time, TimeSpan offsetMax, WriteFence fence)
{
    // The rest of the bound is for what the clocks do between two looks.
    const double OffAbove = 0.8;

    readonly Lock gate = new();
    readonly ClockOffsets clocks = new(time);
    readonly Dictionary<string, TimeSpan> ownWallWhenAgreed = new(StringComparer.Ordinal);
    volatile ClockVerdict verdict = ClockVerdict.Fine;

    /// <summary>Raised when the fence, or whether there is a problem, has changed.</summary>
    public event Action? Changed;

    public ClockVerdict Verdict => verdict;

    TimeSpan Off => offsetMax * OffAbove;

    /// <summary>Takes note of a peer's clock, as of its heartbeat.</summary>
    public void Heard(string peer, DateTimeOffset wall, TimeSpan roundTrip, long receivedAt)
    {
        lock (gate)
        {
            clocks.Heard(peer, wall, roundTrip, receivedAt);
        }

        Check();
    }

    /// <summary>Forgets regions that are peers no more, and looks at the own clock again.</summary>
    public void Check(IReadOnlySet<string> peers)
    {
        lock (gate)
        {
            clocks.Keep(peers);
        }

        Check();
    }

    void Check()
    {
        bool isNews;
        lock (gate)
        {
            var before = verdict;
            verdict = Judge();
            if (verdict.IsFenced)
            {
                fence.Close(verdict.Problem!);
            }
            else
            {
                fence.Open();
            }

            isNews = before.IsFenced != verdict.IsFenced || before.Problem is null != verdict.Problem is null;
        }

        if (isNews)
        {
            Changed?.Invoke();
        }
    }

    ClockVerdict Judge()
    {
        var all = clocks.Now();
        var heard = all.Where(peer => peer.IsFresh).ToList();
        var off = heard.Where(IsOff).ToList();
        NoteAgreement(heard);
        var isFenced = heard.Count switch
        {
            // Nobody to ask: what was found is carried on by the monotonic clock.
            0 => verdict.IsFenced && all.Count(IsOff) * 2 > all.Count,
            1 => off.Count == 1 && (verdict.IsFenced || IsByOwnStep(off[0])),
            _ => off.Count >= 2 && off.Count * 2 > heard.Count,
        };
        var told = heard.Count > 0 ? off : [.. all.Where(IsOff)];
        var problem = isFenced ? Fenced(told) : off.Count > 0 ? Alarm(off) : null;
        return new(isFenced, problem, heard);
    }

    bool IsOff(ClockOffset peer) => peer.Ahead.Duration() - peer.Uncertainty > Off;

    // Well within the bound, so that a clock that drifts away is seen to have moved by the time that it is off.
    void NoteAgreement(List<ClockOffset> heard)
    {
        foreach (var peer in heard)
        {
            if (peer.Ahead.Duration() + peer.Uncertainty <= Off / 2)
            {
                ownWallWhenAgreed[peer.Region] = clocks.OwnWall;
            }
        }
    }

    bool IsByOwnStep(ClockOffset peer) =>
        ownWallWhenAgreed.TryGetValue(peer.Region, out var agreed)
        && (peer.Ahead + (clocks.OwnWall - agreed)).Duration() - peer.Uncertainty <= Off * 0.75;

    string Fenced(IReadOnlyList<ClockOffset> off) =>
        $"{region} takes no writes: its clock is {Differences(off)}; {Text(offsetMax)} are allowed. Repair its time "
        + "source (NTP) and it takes writes again by itself; until then write to another region.";

    string Alarm(IReadOnlyList<ClockOffset> off) =>
        $"The clock of {region} is {Differences(off)}; {Text(offsetMax)} are allowed. Whose is wrong cannot be told "
        + "here: check the time source (NTP) of both.";

    static string Differences(IReadOnlyList<ClockOffset> off) => string.Join(", ", off.Select(peer =>
        $"{Text(peer.Ahead.Duration())} {(peer.Ahead < TimeSpan.Zero ? "ahead of" : "behind")} {peer.Region}"));

    static string Text(TimeSpan span) => span < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(span.TotalMilliseconds / 10) * 10:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");
}
