using System.Numerics;
using System.Text;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// A DynamoDB number: exact, up to 38 significant digits, magnitude from 1E-130 to 9.99…E+125. Normalised at
/// construction, so equal numbers are equal structs: the coefficient has no trailing zeros, and zero is
/// non-negative with exponent 0.
/// </summary>
readonly struct AttributeNumber : IComparable<AttributeNumber>, IEquatable<AttributeNumber>
{
    /// <summary>The longest text is a sign, "0.", and the last digit's place of the smallest magnitude.</summary>
    public const int TextBytesMax = 176;

    const int MagnitudeMax = 125;
    const int MagnitudeMin = -130;

    AttributeNumber(bool isNegative, UInt128 coefficient, int exponent)
    {
        IsNegative = isNegative;
        Coefficient = coefficient;
        Exponent = exponent;
    }

    public bool IsNegative { get; }

    public UInt128 Coefficient { get; }

    /// <summary>The value is the signed coefficient times ten to this power.</summary>
    public int Exponent { get; }

    /// <summary>Significant digits; 0 for zero.</summary>
    public int DigitCount => PowersOfTen.DigitsOf(Coefficient);

    /// <summary>
    /// Bytes the number counts for in an item: one for each two significant digits and one more, and one for
    /// a minus sign (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
    /// </summary>
    public int Size => ((DigitCount + 1) / 2) + 1 + (IsNegative ? 1 : 0);

    public static AttributeNumber Parse(string text)
    {
        Span<byte> utf8 = text.Length <= 64 ? stackalloc byte[192] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Parse(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <exception cref="DynamoException">Not a number, or one that DynamoDB cannot hold.</exception>
    public static AttributeNumber Parse(ReadOnlySpan<byte> utf8) => NumberText.Parse(utf8);

    public static AttributeNumber operator +(AttributeNumber left, AttributeNumber right) => Add(left, right);

    public static AttributeNumber operator -(AttributeNumber left, AttributeNumber right) => Add(left, -right);

    public static AttributeNumber operator -(AttributeNumber value) =>
        new(!value.IsNegative && value.Coefficient != 0, value.Coefficient, value.Exponent);

    public static bool operator ==(AttributeNumber left, AttributeNumber right) => left.Equals(right);

    public static bool operator !=(AttributeNumber left, AttributeNumber right) => !left.Equals(right);

    public static bool operator <(AttributeNumber left, AttributeNumber right) => left.CompareTo(right) < 0;

    public static bool operator <=(AttributeNumber left, AttributeNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >(AttributeNumber left, AttributeNumber right) => left.CompareTo(right) > 0;

    public static bool operator >=(AttributeNumber left, AttributeNumber right) => left.CompareTo(right) >= 0;

    public static implicit operator AttributeNumber(int value) =>
        Normalised(value < 0, (UInt128)Math.Abs((long)value), 0);

    /// <summary>The number with that value.</summary>
    /// <exception cref="DynamoException">The value has too many digits, or is out of range.</exception>
    public static AttributeNumber Normalised(bool isNegative, UInt128 coefficient, long exponent)
    {
        if (coefficient == 0)
        {
            return default;
        }

        var (stripped, zeros) = PowersOfTen.WithoutTrailingZeros(coefficient);
        exponent += zeros;
        var digits = PowersOfTen.DigitsOf(stripped);
        ThrowIfOutside(exponent + digits - 1, digits);
        return new AttributeNumber(isNegative, stripped, (int)exponent);
    }

    /// <param name="magnitude">The power of ten of the first significant digit.</param>
    /// <param name="digits">Significant digits.</param>
    public static void ThrowIfOutside(long magnitude, long digits)
    {
        if (magnitude > MagnitudeMax)
        {
            throw DynamoException.Validation(
                "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }

        if (magnitude < MagnitudeMin)
        {
            throw DynamoException.Validation(
                "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }

        if (digits > PowersOfTen.DigitsMax)
        {
            throw DynamoException.Validation("Attempting to store more than 38 significant digits in a Number");
        }
    }

    public int CompareTo(AttributeNumber other)
    {
        if (IsNegative != other.IsNegative)
        {
            return IsNegative ? -1 : 1;
        }

        return IsNegative ? CompareMagnitude(other, this) : CompareMagnitude(this, other);
    }

    public bool Equals(AttributeNumber other) =>
        Coefficient == other.Coefficient && Exponent == other.Exponent && IsNegative == other.IsNegative;

    public override bool Equals(object? obj) => obj is AttributeNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(IsNegative, Coefficient, Exponent);

    /// <summary>Writes the number as DynamoDB answers it: plain decimal digits, never an exponent.</summary>
    public bool TryFormat(Span<byte> utf8, out int written) => NumberText.TryFormat(this, utf8, out written);

    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[TextBytesMax];
        TryFormat(utf8, out var written);
        return Encoding.ASCII.GetString(utf8[..written]);
    }

    static int CompareMagnitude(in AttributeNumber left, in AttributeNumber right)
    {
        if (left.Coefficient == 0 || right.Coefficient == 0)
        {
            return left.Coefficient.CompareTo(right.Coefficient);
        }

        int leftDigits = left.DigitCount;
        int rightDigits = right.DigitCount;
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

    static AttributeNumber Add(in AttributeNumber left, in AttributeNumber right)
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
            return Add(right, left);
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
            ThrowIfOutside(left.Exponent + left.DigitCount - 1, digits);
        }

        return AddWide(left, shift, right);
    }

    static AttributeNumber AddAligned(in AttributeNumber left, UInt128 leftAligned, in AttributeNumber right)
    {
        if (left.IsNegative == right.IsNegative)
        {
            return Normalised(left.IsNegative, leftAligned + right.Coefficient, right.Exponent);
        }

        return leftAligned >= right.Coefficient
            ? Normalised(left.IsNegative, leftAligned - right.Coefficient, right.Exponent)
            : Normalised(right.IsNegative, right.Coefficient - leftAligned, right.Exponent);
    }

    /// <summary>39 digits on the way may still be 38 in the end: 1E38 - 1.</summary>
    static AttributeNumber AddWide(in AttributeNumber left, int shift, in AttributeNumber right)
    {
        var sum = Signed(left) * BigInteger.Pow(10, shift) + Signed(right);
        var magnitude = BigInteger.Abs(sum);
        if (magnitude >= (BigInteger)PowersOfTen.Of(PowersOfTen.DigitsMax))
        {
            ThrowIfOutside(left.Exponent + left.DigitCount - 1, PowersOfTen.DigitsMax + 1);
        }

        return Normalised(sum.Sign < 0, (UInt128)magnitude, right.Exponent);
    }

    static BigInteger Signed(in AttributeNumber number) =>
        number.IsNegative ? -(BigInteger)number.Coefficient : number.Coefficient;
}
