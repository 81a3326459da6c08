namespace GlobalTables.RegionNode.Conformance;

public sealed class TimeToLiveTests(Dynamo dynamo)
{
    [Fact]
    public async Task A_table_has_none_at_first()
    {
        var answer = await dynamo.Api.DescribeTimeToLiveAsync(dynamo.Simple);

        Assert.Equal(TimeToLiveStatus.DISABLED, answer.TimeToLiveDescription.TimeToLiveStatus);
        Assert.Null(answer.TimeToLiveDescription.AttributeName);
    }

    [Fact]
    public async Task It_is_turned_on()
    {
        var name = await MakeTableAsync();

        var answer = await SetAsync(name, "ends", true);

        Assert.Equal(
            ("ends", true),
            (answer.TimeToLiveSpecification.AttributeName, answer.TimeToLiveSpecification.Enabled));
        var described = (await dynamo.Api.DescribeTimeToLiveAsync(name)).TimeToLiveDescription;
        Assert.Contains(described.TimeToLiveStatus.Value, new[] { "ENABLED", "ENABLING" });
        Assert.Equal("ends", described.AttributeName);
    }

    [Fact]
    public async Task What_would_change_nothing_is_refused_and_another_attribute_too()
    {
        var name = await MakeTableAsync();

        await Refusal.ValidationAsync("TimeToLive is already disabled", SetAsync(name, "ends", false));
        await SetAsync(name, "ends", true);
        await Refusal.ValidationAsync("TimeToLive is already enabled", SetAsync(name, "ends", true));
        foreach (var isEnabled in new[] { true, false })
        {
            await Refusal.ValidationAsync(
                "TimeToLive is active on a different AttributeName: current AttributeName is ends",
                SetAsync(name, "other", isEnabled));
        }
    }

    [Fact]
    public async Task It_is_turned_off_with_the_attribute_that_it_has()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB takes one change in about half an hour.");
        var name = await MakeTableAsync();
        await SetAsync(name, "ends", true);

        await SetAsync(name, "ends", false);

        var described = (await dynamo.Api.DescribeTimeToLiveAsync(name)).TimeToLiveDescription;
        Assert.Equal((TimeToLiveStatus.DISABLED, null), (described.TimeToLiveStatus, described.AttributeName));
    }

    [Fact]
    public async Task A_key_may_say_when_an_item_expires()
    {
        var name = await MakeTableAsync();

        await SetAsync(name, "pk", true);
    }

    [Fact]
    public async Task An_item_goes_when_its_time_is_over()
    {
        Assert.SkipWhen(dynamo.IsReal, "DynamoDB takes a few minutes, or days.");
        var name = await MakeTableAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await dynamo.PutAsync(name, Item("before", ("ends", N($"{now - 60}"))));
        await SetAsync(name, "ends", true);
        await dynamo.PutAsync(name, Item("past", ("ends", N($"{now - 60}.5"))));
        await dynamo.PutAsync(name, Item("soon", ("ends", N($"{now + 2}"))));
        await dynamo.PutAsync(name, Item("later", ("ends", N($"{now + 600}"))));
        await dynamo.PutAsync(name, Item("text", ("ends", S($"{now - 60}"))));
        await dynamo.PutAsync(name, Item("long ago", ("ends", N("162777600"))));
        await dynamo.PutAsync(name, Item("never"));

        var until = now + 30;
        List<string> left;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            var items = (await dynamo.Api.ScanAsync(new ScanRequest { TableName = name })).Items;
            left = [.. items.Select(item => item["pk"].S).Order(StringComparer.Ordinal)];
        }
        while (left.Count > 4 && TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() < until);

        Assert.Equal(["later", "long ago", "never", "text"], left);
    }

    [Fact]
    public async Task The_name_of_an_attribute_has_1_to_255_characters()
    {
        await Refusal.ValidationAsync(
            $"1 validation error detected: Value '{new string('x', 256)}' at 'timeToLiveSpecification.attributeName' "
            + "failed to satisfy constraint: Member must have length less than or equal to 255",
            SetAsync(dynamo.Simple, new string('x', 256), true));
        await Refusal.ValidationAboutAsync(
            "failed to satisfy constraint: Member must have length greater than or equal to 1",
            SetAsync(dynamo.Simple, "", true));
    }

    [Fact]
    public async Task Both_members_have_to_be_there()
    {
        await Refusal.ValidationAsync(
            "1 validation error detected: Value null at 'timeToLiveSpecification.attributeName' failed to satisfy "
            + "constraint: Member must not be null",
            SetAsync(dynamo.Simple, null, true));
        await Refusal.ValidationAsync(
            "1 validation error detected: Value null at 'timeToLiveSpecification.enabled' failed to satisfy "
            + "constraint: Member must not be null",
            SetAsync(dynamo.Simple, "ends", null));
    }

    [Fact]
    public async Task A_table_has_to_be_there()
    {
        await Refusal.OfAsync("ResourceNotFoundException", SetAsync(dynamo.NewName(), "ends", true));
        await Refusal.OfAsync(
            "ResourceNotFoundException", dynamo.Api.DescribeTimeToLiveAsync(dynamo.NewName()));
    }

    Task<string> MakeTableAsync() => dynamo.MakeTableAsync(ScalarAttributeType.S, null);

    Task<UpdateTimeToLiveResponse> SetAsync(string tableName, string? attribute, bool? isEnabled) =>
        dynamo.Api.UpdateTimeToLiveAsync(new()
        {
            TableName = tableName,
            TimeToLiveSpecification = new() { AttributeName = attribute, Enabled = isEnabled },
        });
}
