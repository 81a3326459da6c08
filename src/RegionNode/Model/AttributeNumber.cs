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
    /// Bytes the number counts for in an item: one, one for each two significant digits before the point and
    /// behind it, and one for a minus sign. The guide's rule of thumb
    /// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html) does not
    /// tell the two sides of the point apart; measurements of the service at its limit on items do.
    /// </summary>
    public int Size
    {
        get
        {
            var digits = DigitCount;
            var before = Exponent >= 0 ? digits : Math.Max(0, digits + Exponent);
            var behind = digits - before;
            return 1 + ((before + 1) / 2) + ((behind + 1) / 2) + (IsNegative ? 1 : 0);
        }
    }

    public static AttributeNumber Parse(string text)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(text.Length);
        var utf8 = bytesMax <= 256 ? stackalloc byte[256] : new byte[bytesMax];
        return Parse(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <exception cref="DynamoException">Not a number, or one that DynamoDB cannot hold.</exception>
    public static AttributeNumber Parse(ReadOnlySpan<byte> utf8) => NumberText.Parse(utf8);

    public static AttributeNumber operator +(AttributeNumber left, AttributeNumber right) =>
        NumberArithmetic.Sum(left, right);

    public static AttributeNumber operator -(AttributeNumber left, AttributeNumber right) =>
        NumberArithmetic.Sum(left, -right);

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

        return IsNegative
            ? NumberArithmetic.CompareMagnitudes(other, this)
            : NumberArithmetic.CompareMagnitudes(this, other);
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
}
