using System.Globalization;

namespace GlobalTables.RegionNode.Tests;

/// <summary>
/// Seeds of random tests: SEED replays one, SEEDS says how many are tried. The runner prints a failing test with
/// its seed.
/// </summary>
static class Seeds
{
    public static TheoryData<int> Of(int count)
    {
        if (Number("SEED") is { } one)
        {
            return new(one);
        }

        return new(Enumerable.Range(1, Number("SEEDS") ?? count));
    }

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
