using System.Numerics;

namespace GlobalTables.RegionNode.Model;

/// <summary>Exact sums and order of numbers. A result that DynamoDB cannot hold is refused, never rounded.</summary>
static class NumberArithmetic
{
    public static int CompareMagnitudes(in AttributeNumber left, in AttributeNumber right)
    {
        if (left.Coefficient == 0 || right.Coefficient == 0)
        {
            return left.Coefficient.CompareTo(right.Coefficient);
        }

        var leftDigits = left.DigitCount;
        var rightDigits = right.DigitCount;
        var byMagnitude = (left.Exponent + leftDigits).CompareTo(right.Exponent + rightDigits);
        if (byMagnitude != 0)
        {
            return byMagnitude;
        }

        // The first digits stand in the same place: fill the shorter one up with zeros.
        var leftFilled = left.Coefficient * PowersOfTen.Of(Math.Max(0, rightDigits - leftDigits));
        var rightFilled = right.Coefficient * PowersOfTen.Of(Math.Max(0, leftDigits - rightDigits));
        return leftFilled.CompareTo(rightFilled);
    }

    public static AttributeNumber Sum(in AttributeNumber left, in AttributeNumber right)
    {
        if (left.Coefficient == 0)
        {
            return right;
        }

        if (right.Coefficient == 0)
        {
            return left;
        }

        if (left.Exponent < right.Exponent)
        {
            return Sum(right, left);
        }

        // The lower number's last digit is not zero, so a wide gap shows that the exact sum has too many digits.
        var shift = left.Exponent - right.Exponent;
        var digits = left.DigitCount + shift;
        if (digits <= PowersOfTen.DigitsMax)
        {
            return AddAligned(left, left.Coefficient * PowersOfTen.Of(shift), right);
        }

        if (digits > PowersOfTen.DigitsMax + 1)
        {
            AttributeNumber.ThrowIfOutside(left.Exponent + left.DigitCount - 1, digits - 1);
        }

        return AddWide(left, shift, right);
    }

    static AttributeNumber AddAligned(in AttributeNumber left, UInt128 leftAligned, in AttributeNumber right)
    {
        if (left.IsNegative == right.IsNegative)
        {
            return AttributeNumber.Normalised(left.IsNegative, leftAligned + right.Coefficient, right.Exponent);
        }

        return leftAligned >= right.Coefficient
            ? AttributeNumber.Normalised(left.IsNegative, leftAligned - right.Coefficient, right.Exponent)
            : AttributeNumber.Normalised(right.IsNegative, right.Coefficient - leftAligned, right.Exponent);
    }

    /// <summary>39 digits on the way may still be 38 in the end: 1E38 - 1.</summary>
    static AttributeNumber AddWide(in AttributeNumber left, int shift, in AttributeNumber right)
    {
        var sum = (Signed(left) * BigInteger.Pow(10, shift)) + Signed(right);
        var magnitude = BigInteger.Abs(sum);
        if (magnitude >= (BigInteger)PowersOfTen.Of(PowersOfTen.DigitsMax))
        {
            AttributeNumber.ThrowIfOutside(left.Exponent + left.DigitCount - 1, PowersOfTen.DigitsMax + 1);
        }

        return AttributeNumber.Normalised(sum.Sign < 0, (UInt128)magnitude, right.Exponent);
    }

    static BigInteger Signed(in AttributeNumber number) =>
        number.IsNegative ? -(BigInteger)number.Coefficient : number.Coefficient;
}
