namespace GlobalTables.RegionNode.Model;

/// <summary>Decimal arithmetic on 128-bit coefficients.</summary>
static class PowersOfTen
{
    /// <summary>DynamoDB's precision; ten to this power still fits 128 bits.</summary>
    public const int DigitsMax = 38;

    static readonly UInt128[] Powers = Make();

    public static UInt128 Of(int power) => Powers[power];

    /// <summary>Decimal digits of the value; 0 for zero.</summary>
    public static int DigitsOf(UInt128 value)
    {
        // The bit length times log10(2) is the number of digits or one less.
        var bits = 128 - (int)UInt128.LeadingZeroCount(value);
        var estimate = bits * 1233 >> 12;
        return estimate <= DigitsMax && value >= Powers[estimate] ? estimate + 1 : estimate;
    }

    public static (UInt128 Value, int Zeros) WithoutTrailingZeros(UInt128 value)
    {
        var zeros = 0;
        for (var step = 32; step > 0; step /= 2)
        {
            while (value != 0 && value >= Powers[step] && value % Powers[step] == 0)
            {
                value /= Powers[step];
                zeros += step;
            }
        }

        return (value, zeros);
    }

    static UInt128[] Make()
    {
        var powers = new UInt128[DigitsMax + 1];
        powers[0] = 1;
        for (var power = 1; power < powers.Length; power++)
        {
            powers[power] = powers[power - 1] * 10;
        }

        return powers;
    }
}
