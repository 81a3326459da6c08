using System.Globalization;
using System.Numerics;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// Sequences of streams as the service writes them: at least 21 digits, which sort as text as they do as numbers.
/// </summary>
static class SequenceNumbers
{
    static readonly BigInteger Base = BigInteger.Pow(10, 20);

    public static string Of(long sequence) => "1" + sequence.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>The sequence; null where the text is not one of ours.</summary>
    public static long? Parse(string text) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number - Base is var sequence && sequence >= 0 && sequence <= long.MaxValue
            ? (long)sequence
            : null;
}
