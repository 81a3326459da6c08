using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using GlobalTables.RegionNode.Versioning;

namespace GlobalTables.RegionNode.Tests.Replication;

public sealed class RowJudgementTests : IDisposable
{
    const long Us = 1;
    const long Eu = 2;
    const long Gone = 3;
    const string Source = "us-east-1";

    static readonly string[] RegionOf = ["", "us-east-1", "eu-west-1", "ap-south-1"];

    readonly TestVolume volume = new();
    readonly TableEntry table;

    public RowJudgementTests() => table = volume.CreateTable() with
    {
        Members = [new("eu-west-1", Eu, MemberState.Active), new(Source, Us, MemberState.Active)],
    };

    public void Dispose() => volume.Dispose();

    [Fact]
    public void What_is_not_claimed_is_no_fault_and_what_is_claimed_and_lacking_is_one()
    {
        var judged = 0;
        foreach (var (own, theirs, claims) in Situations())
        {
            var verdict = RowJudgement.Of(own, theirs, claims, table, Source);
            Assert.True(verdict == Expected(own, theirs, claims), $"{own} | {theirs} | {claims}: {verdict}");
            judged++;
        }

        Assert.True(judged > 10_000, $"{judged}");
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, true)]
    [InlineData(1, 2, false)]
    public void A_source_that_lacks_a_settled_delete_is_not_believed(long covered, long floor, bool mayJudge) => Assert.Equal(
        mayJudge,
        RowJudgement.MayJudge(
            new(Vector(Us, 9), Vector(Us, floor), HybridTimestamp.Zero), Vector(Us, covered)));

    // In the words of the rules, one after the other.
    static RowVerdict Expected(RowSummary? own, RowSummary? theirs, RowClaims claims)
    {
        var isNewer = theirs is not null && (own is null || theirs.Version > own.Version);
        var isSame = theirs is not null && own is not null && theirs.Version == own.Version;
        if (own is { IsIntact: false })
        {
            return theirs is { IsIntact: true } && (isNewer || isSame) ? RowVerdict.Wrong : RowVerdict.NoHelp;
        }

        if (isSame)
        {
            var theirsCounts = theirs!.Log == Us || (theirs.Log == Gone && theirs.Checksum == 8);
            return theirs.IsIntact && own!.Checksum != theirs.Checksum && theirsCounts ? RowVerdict.Wrong : RowVerdict.Fine;
        }

        if (!isNewer)
        {
            return RowVerdict.Fine;
        }

        var isClaimed = claims.Covered.Of(theirs!.Log) >= theirs.Sequence;
        var isSettled = own is null && theirs.IsTombstone && theirs.Time.CompareTo(claims.Collected) <= 0;
        return !isClaimed ? RowVerdict.Behind
            : isSettled ? RowVerdict.Fine
            : theirs.IsIntact ? RowVerdict.Wrong
            : RowVerdict.NoHelp;
    }

    static IEnumerable<(RowSummary? Own, RowSummary? Theirs, RowClaims Claims)> Situations()
    {
        RowSummary?[] rows = [null, .. Rows()];
        foreach (var own in rows)
        {
            foreach (var theirs in rows)
            {
                for (var covered = 0; covered <= 2; covered++)
                {
                    foreach (var collected in (long[])[0, 1, 2])
                    {
                        var claims = VersionVector.Of(
                            ((long[])[Us, Eu, Gone]).Select(log => KeyValuePair.Create(log, (long)covered)));
                        yield return (own, theirs, new(claims, VersionVector.Empty, new(collected)));
                    }
                }
            }
        }
    }

    static IEnumerable<RowSummary> Rows() =>
        from log in (long[])[Us, Eu, Gone]
        from number in (long[])[1, 2]
        from flags in (RowFlags[])[RowFlags.None, RowFlags.Tombstone, RowFlags.Tombstone | RowFlags.Expiry]
        from checksum in (long[])[7, 8]
        from isIntact in (bool[])[true, false]
        select new RowSummary(
            TestVolume.Key("p", "k"), new(number), flags, log, RegionOf[log], number, checksum, isIntact);

    static VersionVector Vector(long log, long sequence) => VersionVector.Of([KeyValuePair.Create(log, sequence)]);
}
