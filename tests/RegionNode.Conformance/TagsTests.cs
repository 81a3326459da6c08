using System.Globalization;

namespace GlobalTables.RegionNode.Conformance;

/// <summary>TagResource, UntagResource, ListTagsOfResource and the tags of CreateTable.</summary>
public sealed class TagsTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_new_table_has_the_tags_that_it_is_made_with()
    {
        var arn = await MakeAsync(Tag("team", "red"), Tag("stage", ""));

        Assert.Equal(["stage=", "team=red"], await ListAsync(arn));
    }

    [Fact]
    public async Task Tags_are_added_and_replaced_and_taken_away()
    {
        var arn = await MakeAsync(Tag("a", "1"), Tag("b", "2"));

        await TagAsync(arn, Tag("b", "3"), Tag("c", "4"));
        Assert.Equal(["a=1", "b=3", "c=4"], await ListAsync(arn));
        await UntagAsync(arn, "a", "never there");

        Assert.Equal(["b=3", "c=4"], await ListAsync(arn));
    }

    [Fact]
    public async Task Many_tags_come_in_pages()
    {
        var arn = await MakeAsync(Many(50));

        var first = await dynamo.Api.ListTagsOfResourceAsync(new() { ResourceArn = arn });
        var second = await dynamo.Api.ListTagsOfResourceAsync(
            new() { ResourceArn = arn, NextToken = first.NextToken });

        Assert.Equal(
            Many(50).Select(tag => tag.Key).Order(),
            first.Tags.Concat(second.Tags).Select(tag => tag.Key).Order());
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task A_table_has_at_most_50_tags()
    {
        const string tooMany = "Number of Tags exceed the current limit for the provided ResourceArn";
        var arn = await MakeAsync(Many(50));

        await Refusal.ValidationAsync(tooMany, TagAsync(arn, Tag("one more", "")));
        await TagAsync(arn, Tag("tag00", "changed"));
        await Refusal.ValidationAsync(tooMany, MakeAsync(Many(51)));
    }

    [Theory]
    [InlineData("aws:mine", "", "Tag Key cannot be prefixed with aws:, Key: aws:mine")]
    [InlineData("", "", "The Tag Key provided is invalid, Key: ")]
    [InlineData("hi!", "", "The Tag Key provided is invalid, Key: hi!")]
    [InlineData("a", "b#", "The Tag Value provided is invalid, Value: b#")]
    [InlineData("a", null, "The Tag Value provided is invalid, Value: null")]
    public async Task Tags_have_some_characters(string key, string? value, string message)
    {
        await Refusal.ValidationAsync(message, TagAsync(await ArnAsync(), Tag(key, value)));
        await Refusal.ValidationAsync(message, MakeAsync(Tag(key, value)));
    }

    [Fact]
    public async Task Letters_of_all_scripts_are_allowed()
    {
        var arn = await MakeAsync(Tag("законные буквы", "ключ"));

        Assert.Equal(["законные буквы=ключ"], await ListAsync(arn));
    }

    [Fact]
    public async Task Keys_have_128_characters_at_most_and_values_256()
    {
        var arn = await MakeAsync();
        var (longest, longestValue) = (new string('k', 128), new string('v', 256));

        await TagAsync(arn, Tag(longest, longestValue));
        Assert.Equal([$"{longest}={longestValue}"], await ListAsync(arn));

        await Refusal.ValidationAsync(
            $"The Tag Key provided is invalid, Key: {longest}k", TagAsync(arn, Tag(longest + "k", "")));
        await Refusal.ValidationAsync(
            $"The Tag Value provided is invalid, Value: {longestValue}v", TagAsync(arn, Tag("a", longestValue + "v")));
        await Refusal.ValidationAsync(
            $"The Tag Key provided is invalid, Key: {longest}k", UntagAsync(arn, longest + "k"));
    }

    [Fact]
    public async Task A_key_comes_once() => await Refusal.ValidationAsync(
        "Duplicate Tag Keys provided as input: Duplicate Tag Key found twice",
        TagAsync(await ArnAsync(), Tag("twice", "1"), Tag("twice", "2")));

    [Fact]
    public async Task Something_has_to_be_given()
    {
        var arn = await ArnAsync();

        await Refusal.ValidationAsync("Atleast one Tag needs to be provided as Input.", TagAsync(arn));
        await Refusal.ValidationAsync("Atleast one Tag Key needs to be provided as Input.", UntagAsync(arn));
    }

    [Fact]
    public async Task A_table_is_named_by_its_arn()
    {
        var arn = await ArnAsync();
        var absent = arn[..arn.LastIndexOf('/')] + "/" + dynamo.NewName();

        await Refusal.OfAsync(
            "ResourceNotFoundException",
            $"Requested resource not found: ResourceArn: {absent} not found",
            ListAsync(absent));
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: ARNs must start with 'arn:': nonsense", ListAsync("nonsense"));
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: "
            + "arn:aws:s3:::bucket",
            ListAsync("arn:aws:s3:::bucket"));
        await Refusal.ValidationAsync(
            "One or more parameter values were invalid: Invalid resource arn provided, only table or stream is "
            + $"accepted. Provided resource arn: {arn}/index/one",
            ListAsync(arn + "/index/one"));
    }

    [Fact]
    public async Task A_table_of_the_same_name_has_no_tags_of_the_one_before()
    {
        var name = dynamo.NewName();
        var request = Table(name);
        request.Tags = [Tag("a", "1")];
        await dynamo.MakeTableAsync(request);
        await dynamo.Api.DeleteTableAsync(name);
        await dynamo.WaitUntilGoneAsync(name);

        await dynamo.MakeTableAsync(Table(name));

        Assert.Empty(await ListAsync((await dynamo.Api.DescribeTableAsync(name)).Table.TableArn));
    }

    static Tag Tag(string key, string? value) => new() { Key = key, Value = value };

    static Tag[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(n => Tag(string.Create(CultureInfo.InvariantCulture, $"tag{n:00}"), ""))];

    static CreateTableRequest Table(string name) => new()
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
        KeySchema = [new("pk", KeyType.HASH)],
    };

    async Task<string> ArnAsync() => (await dynamo.Api.DescribeTableAsync(dynamo.Simple)).Table.TableArn;

    async Task<string> MakeAsync(params Tag[] tags)
    {
        var request = Table(dynamo.NewName());
        request.Tags = tags.Length == 0 ? null : [.. tags];
        var name = await dynamo.MakeTableAsync(request);
        return (await dynamo.Api.DescribeTableAsync(name)).Table.TableArn;
    }

    Task<TagResourceResponse> TagAsync(string arn, params Tag[] tags) =>
        dynamo.Api.TagResourceAsync(new() { ResourceArn = arn, Tags = [.. tags] });

    Task<UntagResourceResponse> UntagAsync(string arn, params string[] keys) =>
        dynamo.Api.UntagResourceAsync(new() { ResourceArn = arn, TagKeys = [.. keys] });

    async Task<List<string>> ListAsync(string arn)
    {
        var tags = new List<string>();
        var request = new ListTagsOfResourceRequest { ResourceArn = arn };
        do
        {
            var page = await dynamo.Api.ListTagsOfResourceAsync(request);
            tags.AddRange((page.Tags ?? []).Select(tag => $"{tag.Key}={tag.Value}"));
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);
        tags.Sort(StringComparer.Ordinal);
        return tags;
    }
}
