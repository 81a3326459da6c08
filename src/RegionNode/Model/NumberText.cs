using System.Text;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// A number's text. What is read is what Java's BigDecimal reads: a sign, digits with or without a point, an
/// exponent. What is written is plain decimal, as DynamoDB answers it.
/// </summary>
static class NumberText
{
    /// <summary>Far outside the range, and yet far from the end of 64 bits.</summary>
    const long ExponentMax = 1_000_000_000_000_000;

    public static AttributeNumber Parse(ReadOnlySpan<byte> text)
    {
        var rest = text;
        var isNegative = TakeSign(ref rest);

        // Digits are counted from the left, the point left out; only those up to the last non-zero one matter.
        UInt128 coefficient = 0;
        long digits = 0;
        long firstNonZero = -1;
        long lastNonZero = -1;
        long pointAt = -1;
        var at = 0;
        for (; at < rest.Length; at++)
        {
            var character = rest[at];
            if (character == '.' && pointAt < 0)
            {
                pointAt = digits;
                continue;
            }

            if (!char.IsAsciiDigit((char)character))
            {
                break;
            }

            if (character != '0')
            {
                firstNonZero = firstNonZero < 0 ? digits : firstNonZero;
                coefficient = Appended(coefficient, digits - lastNonZero, digits - firstNonZero, character - '0');
                lastNonZero = digits;
            }

            digits++;
        }

        if (digits == 0 || !TryTakeExponent(rest[at..], out var exponent))
        {
            throw NotANumber(text);
        }

        if (coefficient == 0)
        {
            // Zero has no magnitude of its own: DynamoDB looks at the exponent it is written with.
            AttributeNumber.ThrowIfOutside(pointAt < 0 ? exponent : exponent - (digits - pointAt), 0);
            return default;
        }

        var places = exponent + (pointAt < 0 ? digits : pointAt) - 1;
        AttributeNumber.ThrowIfOutside(places - firstNonZero, lastNonZero - firstNonZero + 1);
        return AttributeNumber.Normalised(isNegative, coefficient, places - lastNonZero);
    }

    public static bool TryFormat(AttributeNumber number, Span<byte> utf8, out int written)
    {
        Span<byte> digits = stackalloc byte[PowersOfTen.DigitsMax];
        var count = Digits(number.Coefficient, digits);
        var pointAfter = count + number.Exponent;
        var length = (number.IsNegative ? 1 : 0) + Math.Max(count, pointAfter)
            + (pointAfter <= 0 ? 2 - pointAfter : pointAfter < count ? 1 : 0);
        written = 0;
        if (utf8.Length < length)
        {
            return false;
        }

        var to = utf8[..length];
        if (number.IsNegative)
        {
            to[0] = (byte)'-';
            to = to[1..];
        }

        Place(digits[..count], pointAfter, to);
        written = length;
        return true;
    }

    static UInt128 Appended(UInt128 coefficient, long places, long position, int digit)
    {
        // Beyond the precision the value no longer matters: the number is refused for its digits.
        if (position >= PowersOfTen.DigitsMax)
        {
            return coefficient;
        }

        return coefficient == 0 ? (UInt128)digit : (coefficient * PowersOfTen.Of((int)places)) + (UInt128)digit;
    }

    static void Place(ReadOnlySpan<byte> digits, int pointAfter, Span<byte> to)
    {
        if (pointAfter >= digits.Length)
        {
            digits.CopyTo(to);
            to[digits.Length..].Fill((byte)'0');
            return;
        }

        if (pointAfter > 0)
        {
            digits[..pointAfter].CopyTo(to);
            to[pointAfter] = (byte)'.';
            digits[pointAfter..].CopyTo(to[(pointAfter + 1)..]);
            return;
        }

        to[..(2 - pointAfter)].Fill((byte)'0');
        to[1] = (byte)'.';
        digits.CopyTo(to[(2 - pointAfter)..]);
    }

    static int Digits(UInt128 coefficient, Span<byte> into)
    {
        coefficient.TryFormat(into, out var count, default, null);
        return count;
    }

    static bool TakeSign(ref ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || (text[0] != '-' && text[0] != '+'))
        {
            return false;
        }

        var isNegative = text[0] == '-';
        text = text[1..];
        return isNegative;
    }

    static bool TryTakeExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.Length == 0)
        {
            return true;
        }

        if (text[0] != 'e' && text[0] != 'E')
        {
            return false;
        }

        text = text[1..];
        var isNegative = TakeSign(ref text);
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit((char)character))
            {
                return false;
            }

            var digit = character - '0';
            if (exponent > (long.MaxValue - digit) / 10)
            {
                return false;
            }

            exponent = (exponent * 10) + digit;
        }

        exponent = Math.Min(exponent, ExponentMax);
        exponent = isNegative ? -exponent : exponent;
        return text.Length > 0;
    }

    static DynamoException NotANumber(ReadOnlySpan<byte> text) => DynamoException.Validation(
        text.Length == 0
            ? "The parameter cannot be converted to a numeric value"
            : $"The parameter cannot be converted to a numeric value: {Encoding.UTF8.GetString(text)}");
}
