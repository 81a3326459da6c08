using GlobalTables.RegionNode.Control;

namespace GlobalTables.RegionNode.Tests.Control;

public sealed class RevisionTests
{
    readonly ManualTime time = new();
    readonly Revision revision;

    public RevisionTests() => revision = new(time);

    [Fact]
    public void Whoever_has_not_seen_the_present_revision_is_answered_at_once()
    {
        revision.Advance();
        Assert.True(WaitAsync(revision.Current - 1).IsCompletedSuccessfully);
        Assert.True(WaitAsync(revision.Current + 5).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whoever_has_seen_it_is_answered_by_the_next()
    {
        var seen = revision.Current;
        var waiting = WaitAsync(seen);
        Assert.False(waiting.IsCompleted);
        revision.Advance();
        await waiting;
        Assert.True(revision.Current > seen);
    }

    [Fact]
    public async Task Or_when_the_time_is_up()
    {
        var waiting = WaitAsync(revision.Current);
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }

    [Fact]
    public async Task Or_when_the_reader_has_gone()
    {
        using var gone = new CancellationTokenSource();
        var waiting = revision.WaitAsync(revision.Current, TimeSpan.FromHours(1), gone.Token);
        await gone.CancelAsync();
        await waiting;
    }

    Task WaitAsync(long seen) => revision.WaitAsync(seen, TimeSpan.FromMilliseconds(500), CancellationToken.None);
}
