using System.Globalization;

namespace GlobalTables.RegionNode.Faults.Tests;

static class Seed
{
    /// <summary>A seed, which the output of a failed test has; <c>SEED=…</c> repeats it.</summary>
    public static int Next()
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.ProcessId;
        TestContext.Current.TestOutputHelper!.WriteLine($"SEED={seed}");
        return seed;
    }
}
