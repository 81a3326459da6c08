namespace GlobalTables.Operator.Tests.Resources;

/// <summary>What can be said of manifests without a server: of the cases, and of the samples.</summary>
public sealed class ResourceCaseTests
{
    public static TheoryData<string> Accepted => Names(one => one.IsAccepted);

    public static TheoryData<string> Rejected => Names(one => !one.IsAccepted);

    public static TheoryData<string> Samples => [.. Repository.Files("config/samples", "*.yaml")];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void The_schema_has_nothing_against_an_accepted_object(string name) =>
        Repository.AssertNone(Problems(ResourceCase.Named(name)));

    [Theory]
    [MemberData(nameof(Rejected))]
    public void What_the_schema_refuses_it_refuses_here_too(string name)
    {
        var one = ResourceCase.Named(name);
        Assert.Equal(one.OnlyAServerRefuses, !Problems(one).Any());
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void A_rejected_case_says_what_the_server_answers(string name) => Assert.NotEmpty(ResourceCase.Named(name).Says!);

    [Fact]
    public void A_change_is_of_an_object_that_is_accepted() => Repository.AssertNone(ResourceCase.All
        .Where(one => one.After is not null && !ResourceCase.All.Any(other => other.File == one.PathOfAfter))
        .Select(one => $"{one.File} is a change of {one.After}, which does not exist"));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_obeys_the_schema(string file) => Repository.AssertNone(
        Yaml.Documents(Repository.Read(file)).SelectMany(document =>
        {
            Assert.Contains(document.Text("kind"), new[] { "GlobalTable", "Region" });
            var schema = document.Text("kind") == "Region" ? ResourceSchema.OfRegions : ResourceSchema.OfTables;
            return schema.Problems(document, "");
        }));

    static IEnumerable<string> Problems(ResourceCase one) => one.Schema.Problems(one.Object, "");

    static TheoryData<string> Names(Func<ResourceCase, bool> wanted) =>
        [.. ResourceCase.All.Where(wanted).Select(one => one.ToString())];
}
