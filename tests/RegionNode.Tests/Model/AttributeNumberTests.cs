using System.Globalization;
using System.Numerics;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Tests.Model;

public sealed class AttributeNumberTests
{
    const string Overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    const string Underflow = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    const string TooManyDigits = "Attempting to store more than 38 significant digits in a Number";

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("0e125", "0")]
    [InlineData("0e-130", "0")]
    [InlineData("1", "1")]
    [InlineData("+1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("1.0", "1")]
    [InlineData("001", "1")]
    [InlineData("100", "100")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("0.10", "0.1")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("12.50e1", "125")]
    [InlineData("12.50e-3", "0.0125")]
    [InlineData("123.456", "123.456")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData("99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001")]
    public void Numbers_are_normalised(string text, string expected) =>
        Assert.Equal(expected, AttributeNumber.Parse(text).ToString());

    [Theory]
    [InlineData("1e125", "1", 125)]
    [InlineData("9.9999999999999999999999999999999999999e125", "99999999999999999999999999999999999999", 88)]
    public void Large_magnitudes_are_written_with_all_their_zeros(string text, string digits, int zeros) =>
        Assert.Equal(digits + new string('0', zeros), AttributeNumber.Parse(text).ToString());

    [Theory]
    [InlineData("1e-130", "1", 129)]
    [InlineData("-1.2345678901234567890123456789012345678e-130", "12345678901234567890123456789012345678", 129)]
    public void Small_magnitudes_are_written_with_all_their_zeros(string text, string digits, int zeros)
    {
        var sign = text.StartsWith('-') ? "-" : "";
        Assert.Equal($"{sign}0.{new string('0', zeros)}{digits}", AttributeNumber.Parse(text).ToString());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1a")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("e1")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("1e9223372036854775808")]
    [InlineData("Infinity")]
    [InlineData("１")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.Equal($"The parameter cannot be converted to a numeric value: {text}", Refusal(text));

    [Fact]
    public void An_empty_text_is_no_number() =>
        Assert.Equal("The parameter cannot be converted to a numeric value", Refusal(""));

    [Theory]
    [InlineData("1e126", Overflow)]
    [InlineData("-1e126", Overflow)]
    [InlineData("10e125", Overflow)]
    [InlineData("1e2147483648", Overflow)]
    [InlineData("1e9223372036854775807", Overflow)]
    [InlineData("0e126", Overflow)]
    [InlineData("0e-131", Underflow)]
    [InlineData("1e-131", Underflow)]
    [InlineData("0.1e-130", Underflow)]
    [InlineData("1e-9999999999999", Underflow)]
    [InlineData("123456789012345678901234567890123456789", TooManyDigits)]
    [InlineData("1.00000000000000000000000000000000000001", TooManyDigits)]
    public void What_does_not_fit_is_refused(string text, string message) => Assert.Equal(message, Refusal(text));

    [Fact]
    public void Zeros_do_not_count_as_digits()
    {
        var text = new string('0', 1_000_000) + "1" + new string('0', 100) + "." + new string('0', 1_000_000);
        Assert.Equal("1" + new string('0', 100), AttributeNumber.Parse(text).ToString());
    }

    [Theory]
    [InlineData("1", "2")]
    [InlineData("-2", "-1")]
    [InlineData("-1", "0")]
    [InlineData("0", "1e-130")]
    [InlineData("9", "10")]
    [InlineData("99", "1e2")]
    [InlineData("1.1", "1.11")]
    [InlineData("1e124", "1e125")]
    [InlineData("-1e125", "-1e-130")]
    [InlineData("1.2345678901234567890123456789012345678", "1.2345678901234567890123456789012345679")]
    public void Numbers_have_an_order(string less, string more)
    {
        Assert.True(AttributeNumber.Parse(less) < AttributeNumber.Parse(more));
        Assert.True(AttributeNumber.Parse(more) > AttributeNumber.Parse(less));
        Assert.NotEqual(AttributeNumber.Parse(less), AttributeNumber.Parse(more));
    }

    [Theory]
    [InlineData("1", "2", "3")]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("5", "-5", "0")]
    [InlineData("1e37", "-1", "9999999999999999999999999999999999999")]
    [InlineData("1e38", "-1", "99999999999999999999999999999999999999")]
    [InlineData("99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000")]
    [InlineData("0", "1e-130", "1e-130")]
    public void Sums_are_exact(string left, string right, string sum) => Assert.Equal(
        AttributeNumber.Parse(sum), AttributeNumber.Parse(left) + AttributeNumber.Parse(right));

    [Theory]
    [InlineData("1e38", "1", TooManyDigits)]
    [InlineData("1e125", "1e-130", TooManyDigits)]
    [InlineData("9e125", "9e125", Overflow)]
    [InlineData("-9e125", "-9e125", Overflow)]
    [InlineData("1.1e-130", "-1e-130", Underflow)]
    public void Sums_that_do_not_fit_are_refused(string left, string right, string message) => Assert.Equal(
        message,
        Assert.Throws<DynamoException>(() => AttributeNumber.Parse(left) + AttributeNumber.Parse(right)).Message);

    [Theory]
    [InlineData("0", 1)]
    [InlineData("-0", 1)]
    [InlineData("1", 2)]
    [InlineData("12", 2)]
    [InlineData("123", 3)]
    [InlineData("1234", 3)]
    [InlineData("100", 2)]
    [InlineData("1010", 3)]
    [InlineData("100.5", 4)]
    [InlineData("1.5", 3)]
    [InlineData("15", 2)]
    [InlineData("0.15", 2)]
    [InlineData("1.234", 4)]
    [InlineData("3.14159", 5)]
    [InlineData("123456", 4)]
    [InlineData("-42", 3)]
    [InlineData("0.0000001", 2)]
    [InlineData("1e125", 2)]
    [InlineData("1e-100", 2)]
    [InlineData("12345678901234567890123456789012345678", 20)]
    public void Size_counts_pairs_of_digits_on_either_side_of_the_point(string text, int size) =>
        Assert.Equal(size, AttributeNumber.Parse(text).Size);

    [Fact]
    public void Arithmetic_and_order_agree_with_big_integers()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"SEED={seed}");
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var (left, leftExact) = Draw(random);
            var (right, rightExact) = Draw(random);
            Assert.Equal(leftExact.CompareTo(rightExact), left.CompareTo(right));
            Assert.Equal(leftExact == rightExact, left.Equals(right));
            Assert.Equal(left, AttributeNumber.Parse(left.ToString()));
            AssertSum(leftExact + rightExact, () => left + right, seed);
            AssertSum(leftExact - rightExact, () => left - right, seed);
        }
    }

    /// <summary>A number, and the same times ten to the 170.</summary>
    static (AttributeNumber Number, BigInteger Exact) Draw(Random random)
    {
        var digits = random.Next(1, 39);
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(10)));
        var exponent = random.Next(4) == 0 ? random.Next(-130, 80) : random.Next(-5, 5);
        var sign = random.Next(2) == 0 ? "-" : "";
        var exact = BigInteger.Parse(sign + text, CultureInfo.InvariantCulture) * BigInteger.Pow(10, exponent + 170);
        return BigInteger.Abs(exact) < BigInteger.Pow(10, 40) && !exact.IsZero
            ? Draw(random)
            : (AttributeNumber.Parse($"{sign}{text}e{exponent}"), exact);
    }

    static void AssertSum(BigInteger exact, Func<AttributeNumber> sum, int seed)
    {
        var text = BigInteger.Abs(exact).ToString(CultureInfo.InvariantCulture);
        var digits = text.TrimEnd('0').Length;
        var fits = exact.IsZero || (digits <= 38 && text.Length - 1 - 170 is >= -130 and <= 125);
        if (!fits)
        {
            Assert.Throws<DynamoException>(() => sum());
            return;
        }

        var expected = exact.IsZero ? default : AttributeNumber.Parse($"{exact}e-170");
        Assert.True(expected == sum(), $"Replay with SEED={seed}");
    }

    static string Refusal(string text) =>
        Assert.Throws<DynamoException>(() => AttributeNumber.Parse(text)).Message;
}
