using GlobalTables.Contracts;
using GlobalTables.ControlPlane.Resources;

namespace GlobalTables.Local.Tests;

public class ManifestMergeTests
{
    static GlobalTable Merged(GlobalTable? before, GlobalTable manifest, GlobalTable? current) => Assert.Single(
        ManifestMerge.Merge(before is null ? [] : [before], [manifest], current is null ? [] : [current]));

    /// <summary>Regions by letter: what was applied last, what the manifest says, what is, and what is to be.</summary>
    [Theory]
    [InlineData("ab", "ab", "ab", "ab")]
    [InlineData("ab", "a", "ab", "a")]        // removed from the manifest
    [InlineData("ab", "abc", "ab", "abc")]    // added to the manifest
    [InlineData("ab", "ab", "abc", "abc")]    // added through the API
    [InlineData("ab", "ab", "a", "a")]        // removed through the API
    [InlineData("ab", "a", "abc", "ac")]      // one removed from the manifest, another added through the API
    [InlineData("ab", "abd", "abc", "abdc")]  // both added one
    [InlineData("ab", "abc", "abc", "abc")]   // both added the same
    [InlineData("ab", "b", "a", "")]          // each removed another one
    [InlineData("ab", "bc", "a", "c")]
    [InlineData("", "ab", "c", "abc")]        // the manifest is new, the table was made through the API
    public void Whoever_changed_a_region_decides(string before, string manifest, string current, string merged) =>
        Assert.Equal(Names(merged), Merged(In(before), In(manifest), In(current)).Regions());

    [Fact]
    public void A_new_table_is_as_the_manifest_has_it() =>
        Assert.Equal(["a"], Merged(null, In("a"), null).Regions());

    [Fact]
    public void Billing_changed_through_the_API_stays_while_the_manifest_is_unchanged()
    {
        var provisioned = Billed(In("a"), "PROVISIONED", 7);

        Assert.Equal(7, Merged(In("a"), In("a"), provisioned).Spec.ProvisionedThroughput!.ReadCapacityUnits);
    }

    [Fact]
    public void Billing_is_one_field()
    {
        var merged = Merged(Billed(In("a"), "PROVISIONED", 5), In("a"), Billed(In("a"), "PROVISIONED", 7));

        Assert.Equal("PAY_PER_REQUEST", merged.Spec.BillingMode);
        Assert.Null(merged.Spec.ProvisionedThroughput);
    }

    [Fact]
    public void Time_to_live_is_what_was_changed_last_and_the_manifest_decides_between_two()
    {
        Assert.Equal("api", Merged(In("a"), In("a"), Expiring("api")).Spec.TimeToLive?.AttributeName);
        Assert.Equal("file", Merged(In("a"), Expiring("file"), Expiring("api")).Spec.TimeToLive?.AttributeName);
        Assert.Null(Merged(Expiring("file"), In("a"), Expiring("file")).Spec.TimeToLive);

        static GlobalTable Expiring(string attribute) =>
            In("a") with { Spec = In("a").Spec with { TimeToLive = new(attribute, Enabled: true) } };
    }

    [Fact]
    public void What_only_a_manifest_can_say_is_taken_from_it()
    {
        var manifest = In("a") with { Spec = In("a").Spec with { DeletionPolicy = DeletionPolicy.Delete } };

        Assert.Equal(DeletionPolicy.Delete, Merged(In("a"), manifest, In("a")).Spec.DeletionPolicy);
    }

    [Fact]
    public void A_table_missing_from_the_manifests_stays()
    {
        Assert.Single(ManifestMerge.Merge([In("ab")], [], [In("ab")]));
        Assert.Single(ManifestMerge.Applied([In("ab")], []));
    }

    [Fact]
    public void A_table_that_comes_back_with_a_region_less_loses_it()
    {
        var applied = ManifestMerge.Applied([In("ab")], []);

        Assert.Equal(["a"], Assert.Single(ManifestMerge.Merge(applied, [In("a")], [In("ab")])).Regions());
    }

    [Fact]
    public void A_manifest_takes_over_the_object_made_for_the_API()
    {
        var made = In("a") with { Metadata = new ResourceMetadata("products-1a2b3c4d") };

        Assert.Equal("products", Merged(null, In("a"), made).Metadata.Name);
    }

    static GlobalTable In(string regions) => Products.In(Names(regions));

    static string[] Names(string letters) => [.. letters.Select(letter => letter.ToString())];

    static GlobalTable Billed(GlobalTable table, string mode, long units) => table with
    {
        Spec = table.Spec with
        {
            BillingMode = mode,
            ProvisionedThroughput = new ProvisionedThroughput(units, units),
        },
    };
}
