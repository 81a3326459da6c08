using System.Globalization;

namespace GlobalTables.RegionNode.Faults.Checking;

/// <summary>A set of writes of one key, which are numbered from 0.</summary>
readonly record struct WriteSet(UInt128 Bits)
{
    /// <summary>So many writes does a key get before it is left alone.</summary>
    public const int Most = 120;

    public static WriteSet Empty => default;

    public bool IsEmpty => Bits == 0;

    public static WriteSet Of(params IEnumerable<int> numbers) =>
        numbers.Aggregate(Empty, (set, number) => set.With(number));

    public bool Contains(int number) => (Bits >> number & 1) != 0;

    public bool Contains(WriteSet other) => (other.Bits & ~Bits) == 0;

    public WriteSet With(int number) => new(Bits | UInt128.One << number);

    public WriteSet Without(int number) => new(Bits & ~(UInt128.One << number));

    public WriteSet Join(WriteSet other) => new(Bits | other.Bits);

    public IEnumerable<int> Numbers()
    {
        for (var number = 0; number < Most; number++)
        {
            if (Contains(number))
            {
                yield return number;
            }
        }
    }

    public override string ToString() =>
        $"{{{string.Join(' ', Numbers().Select(number => number.ToString(CultureInfo.InvariantCulture)))}}}";
}
