using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Versioning;

public sealed class ItemVersionTests
{
    /// <summary>From the lowest to the highest.</summary>
    static readonly ItemVersion[] Ascending =
    [
        Version(1, "z", 9, 9),
        Version(2, "", 9, 9),
        Version(2, "EU", 9, 9),
        Version(2, "eu-west-1", 1, 5),
        Version(2, "eu-west-1", 1, 6),
        Version(2, "eu-west-1", 2, 1),
        Version(2, "eu-west-10", 1, 1),
        Version(2, "us", 1, 1),
        Version(3, "", 1, 1),
    ];

    public static TheoryData<int, int> Pairs()
    {
        var pairs = new TheoryData<int, int>();
        for (var low = 0; low < Ascending.Length; low++)
        {
            for (var high = low + 1; high < Ascending.Length; high++)
            {
                pairs.Add(low, high);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Time_decides_then_region_then_log_then_sequence(int low, int high)
    {
        var (lower, higher) = (Ascending[low], Ascending[high]);
        Assert.True(lower < higher && higher > lower && lower <= higher && higher >= lower);
        Assert.False(lower == higher);
        Assert.Equal(MergeOutcome.Applied, LastWriterWins.Resolve(lower, higher));
        Assert.Equal(MergeOutcome.Stale, LastWriterWins.Resolve(higher, lower));
    }

    [Fact]
    public void The_same_version_is_a_duplicate_and_the_first_is_applied()
    {
        Assert.Equal(MergeOutcome.Duplicate, LastWriterWins.Resolve(Ascending[3], Ascending[3]));
        Assert.Equal(MergeOutcome.Applied, LastWriterWins.Resolve(null, Ascending[0]));
    }

    [Theory]
    [InlineData(5, 4, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 6, false)]
    [InlineData(1, 0, true)]
    public void Versions_are_concurrent_when_the_winner_had_not_seen_the_loser(
        long loser, long winnerContext, bool areConcurrent) =>
        Assert.Equal(areConcurrent, LastWriterWins.AreConcurrent(loser, winnerContext));

    static ItemVersion Version(long time, string region, long log, long sequence) =>
        new(new(time), region, log, sequence);
}
