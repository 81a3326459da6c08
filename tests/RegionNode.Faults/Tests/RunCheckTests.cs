using GlobalTables.RegionNode.Faults.Checking;

namespace GlobalTables.RegionNode.Faults.Tests;

/// <summary>The check is checked: it complains of each thing that must not be, and of nothing else.</summary>
public sealed class RunCheckTests
{
    const string East = "us-east-1";
    const string West = "eu-west-1";

    readonly RunRecord run = new();
    readonly KeyRecord key;

    public RunCheckTests() => key = run.Add("k");

    [Fact]
    public void Writes_that_follow_one_another_are_all_in_the_last()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(East, WriteKind.Append, 0, 1);
        Acknowledge(West, WriteKind.Append, 0, 1, 2);

        Assert.Empty(Check(Image(0, 1, 2)).Complaints);
    }

    [Fact]
    public void A_lost_write_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(East, WriteKind.Append, 0, 1);

        Assert.Contains(Check(Image(0)).Complaints, complaint => complaint.Contains("lost: Append 1"));
    }

    [Fact]
    public void A_write_that_lost_against_a_concurrent_one_is_not_lost()
    {
        var (loser, winner) = Concurrent();

        Assert.Empty(Check(winner, Lost(loser, winner)).Complaints);
    }

    [Fact]
    public void A_loser_that_no_conflict_log_has_is_found()
    {
        var (_, winner) = Concurrent();

        Assert.Contains(Check(winner).Complaints, complaint => complaint.Contains("lost: Append 1"));
    }

    [Fact]
    public void A_conflict_whose_winner_had_the_loser_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(East, WriteKind.Append, 0, 1);
        Acknowledge(West, WriteKind.Append, 0, 1, 2);

        Assert.Contains(
            Check(Image(0, 1, 2), Lost((East, Image(0, 1)), (West, Image(0, 1, 2)))).Complaints,
            complaint => complaint.Contains("no conflict"));
    }

    [Fact]
    public void A_conflict_whose_winner_was_sent_after_its_region_had_shown_the_loser_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(East, WriteKind.Append, 0, 1);
        key.Saw(West, key.Look(West), Image(0, 1));
        Delete(West, 0, 1);
        var made = Acknowledge(West, WriteKind.Create, 3);

        Assert.Contains(
            Check(made, Lost((East, Image(0, 1)), (West, made))).Complaints,
            complaint => complaint.Contains("no conflict"));
    }

    [Fact]
    public void Regions_that_differ_are_found()
    {
        Acknowledge(East, WriteKind.Create, 0);

        Assert.Contains(
            RunCheck.Of(run, Regions((East, Image(0)), (West, null)), []).Complaints,
            complaint => complaint.Contains("the regions differ"));
    }

    [Fact]
    public void What_was_deleted_may_be_gone()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Delete(East, 0);

        Assert.Empty(Check(null).Complaints);
    }

    [Fact]
    public void What_was_deleted_and_is_there_again_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Delete(East, 0);

        Assert.Contains(Check(Image(0)).Complaints, complaint => complaint.Contains("resurrected"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_delete_that_an_item_has_not_seen_must_be_in_a_conflict_log(bool isLogged)
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(West, WriteKind.Append, 0, 1);
        Delete(East, 0);
        var tombstone = new Conflict("k", new(East, East, 3, null), new(West, West, 1, Image(0, 1)));

        var complaints = Check(Image(0, 1), isLogged ? [tombstone] : []).Complaints;

        Assert.Equal(!isLogged, complaints.Any(complaint => complaint.Contains("lost: Delete 2")));
        Assert.True(!isLogged || complaints.Count == 0);
    }

    [Fact]
    public void A_delete_that_was_followed_by_an_item_which_has_lost_is_not_lost()
    {
        Acknowledge(East, WriteKind.Create, 0);
        var winner = Acknowledge(West, WriteKind.Append, 0, 1);
        Delete(East, 0);
        var loser = Acknowledge(East, WriteKind.Create, 3);

        Assert.Empty(Check(winner, Lost((East, loser), (West, winner))).Complaints);
    }

    [Fact]
    public void A_refused_write_that_shows_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        key.Refused(key.Begin(East, WriteKind.Append)!);

        Assert.Contains(Check(Image(0, 1)).Complaints, complaint => complaint.Contains("and was carried out"));
    }

    [Fact]
    public void A_write_without_an_answer_may_show_or_not()
    {
        Acknowledge(East, WriteKind.Create, 0);
        key.Begin(East, WriteKind.Append);

        Assert.Empty(Check(Image(0)).Complaints);
        Assert.Empty(Check(Image(0, 1)).Complaints);
    }

    [Fact]
    public void A_region_that_goes_back_is_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        Acknowledge(East, WriteKind.Append, 0, 1);
        key.Saw(East, key.Look(East), Image(0));

        Assert.Contains(run.Complaints, complaint => complaint.Contains("again"));
    }

    [Fact]
    public void Two_exchanges_of_one_version_in_one_region_are_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        var first = key.Begin(East, WriteKind.Exchange, Image(0).Writes)!;
        var second = key.Begin(East, WriteKind.Exchange, Image(0).Writes)!;
        var sight = key.Look(East);
        key.Acknowledged(first, sight, Image(0, 1));
        key.Acknowledged(second, sight, Image(0, 2));

        Assert.Contains(
            Check(Image(0, 2)).Complaints, complaint => complaint.Contains("have replaced the same version"));
    }

    [Fact]
    public void A_write_that_was_carried_out_twice_and_a_counter_that_missed_one_are_found()
    {
        Acknowledge(East, WriteKind.Create, 0);
        key.Saw(East, key.Look(East), new([0, 0], 2));
        key.Saw(East, key.Look(East), new([0], 2));

        Assert.Contains(run.Complaints, complaint => complaint.Contains("has a write twice"));
        Assert.Contains(run.Complaints, complaint => complaint.Contains("a counter of 2 beside 1 writes"));
    }

    static ItemImage Image(params int[] history) => new(history, history.Length);

    static Conflict Lost((string Region, ItemImage Image) loser, (string Region, ItemImage Image) winner) => new(
        "k",
        new(loser.Region, loser.Region, loser.Image.Last, loser.Image),
        new(winner.Region, winner.Region, winner.Image.Last, winner.Image));

    static string Json(ItemImage image) =>
        $$$"""{"pk":{"S":"k"},"hist":{"L":[{{{string.Join(',', image.History.Select(one => $$"""{"N":"{{one}}"}"""))}}}]},"""
        + $$$""" "n":{"N":"{{{image.Counter}}}"}}""";

    static Dictionary<string, SortedDictionary<string, string>> Regions(
        params (string Region, ItemImage? Image)[] regions) => regions.ToDictionary(
            region => region.Region,
            region => new SortedDictionary<string, string>(
                region.Image is { } image ? new Dictionary<string, string> { ["k"] = Json(image) } : []));

    ((string, ItemImage) Loser, (string, ItemImage) Winner) Concurrent()
    {
        Acknowledge(East, WriteKind.Create, 0);
        return ((East, Acknowledge(East, WriteKind.Append, 0, 1)), (West, Acknowledge(West, WriteKind.Append, 0, 2)));
    }

    // The number of a write is the next one of the key: the last of its history.
    ItemImage Acknowledge(string region, WriteKind kind, params int[] history)
    {
        var sight = key.Look(region);
        var write = key.Begin(region, kind)!;
        Assert.Equal(write.Number, history[^1]);
        key.Acknowledged(write, sight, Image(history));
        return Image(history);
    }

    void Delete(string region, params int[] history)
    {
        var sight = key.Look(region);
        key.Acknowledged(key.Begin(region, WriteKind.Delete, Image(history).Writes)!, sight, Image(history));
    }

    CheckedRun Check(ItemImage? final, params Conflict[] conflicts) =>
        RunCheck.Of(run, Regions((East, final), (West, final)), conflicts);

    CheckedRun Check((string Region, ItemImage Image) final, params Conflict[] conflicts) =>
        Check(final.Image, conflicts);
}
