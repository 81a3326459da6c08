namespace GlobalTables.RegionNode.Conformance;

/// <summary>38 digits, magnitudes from 1E-130 to 9.9…E+125, answered in plain decimal.</summary>
public sealed class NumbersTests(Dynamo dynamo)
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("007", "7")]
    [InlineData("+7", "7")]
    [InlineData("1.50", "1.5")]
    [InlineData("100", "100")]
    [InlineData("1e2", "100")]
    [InlineData("1E-2", "0.01")]
    [InlineData("-12.5e1", "-125")]
    [InlineData(".5", "0.5")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData("-0.12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678")]
    [InlineData("123456789012345678901234567890123456780000", "123456789012345678901234567890123456780000")]
    public async Task A_number_is_normalised(string given, string expected)
    {
        var pk = await dynamo.PutNewAsync(("n", N(given)));

        Assert.Equal(expected, (await dynamo.GetAsync(pk))!["n"].N);
    }

    [Theory]
    [InlineData("1E125", 126)]
    [InlineData("9.9999999999999999999999999999999999999E125", 126)]
    [InlineData("-9.9999999999999999999999999999999999999E125", 127)]
    [InlineData("1E-130", 132)]
    [InlineData("-1E-130", 133)]
    public async Task The_bounds_are_held_in_full(string given, int characters)
    {
        var pk = await dynamo.PutNewAsync(("n", N(given)));

        var number = (await dynamo.GetAsync(pk))!["n"].N;

        Assert.Equal(characters, number.Length);
        Assert.DoesNotContain('E', number);
    }

    [Theory]
    [InlineData("1E126",
        "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("-1E126",
        "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("1E-131",
        "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    [InlineData("-1E-131",
        "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    [InlineData("123456789012345678901234567890123456789",
        "Attempting to store more than 38 significant digits in a Number")]
    [InlineData("1.23456789012345678901234567890123456789",
        "Attempting to store more than 38 significant digits in a Number")]
    [InlineData("", "The parameter cannot be converted to a numeric value")]
    [InlineData("b", "The parameter cannot be converted to a numeric value: b")]
    [InlineData("1,5", "The parameter cannot be converted to a numeric value: 1,5")]
    [InlineData("0x1", "The parameter cannot be converted to a numeric value: 0x1")]
    [InlineData("NaN", "The parameter cannot be converted to a numeric value: NaN")]
    public Task What_is_no_number_is_refused(string given, string message) =>
        Refusal.ValidationAsync(message, dynamo.PutNewAsync(("n", N(given))));

    [Theory]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000")]
    [InlineData("1", "-1", "0")]
    [InlineData("-5", "3.25", "-1.75")]
    [InlineData("1E30", "1", "1000000000000000000000000000001")]
    public async Task Sums_are_exact(string left, string right, string sum)
    {
        var pk = await dynamo.PutNewAsync(("n", N(left)));

        Assert.Equal(sum, (await dynamo.UpdateAsync(pk, "SET n = n + :n", (":n", N(right)))).Attributes["n"].N);
    }

    [Fact]
    public async Task A_sum_beyond_the_bounds_is_refused()
    {
        var pk = await dynamo.PutNewAsync(("n", N("9E125")));

        await Refusal.ValidationAsync(
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
            dynamo.UpdateAsync(pk, "ADD n :n", (":n", N("9E125"))));
    }

    [Fact]
    public async Task Keys_of_one_value_are_one_key()
    {
        var pk = await dynamo.FillAsync(dynamo.SortedByNumber, N("1.0"), N("1"), N("10e-1"));

        Assert.Equal("2", (await dynamo.GetAsync(dynamo.SortedByNumber, Item(pk, N("0.1e1"))))!["n"].N);
    }
}
