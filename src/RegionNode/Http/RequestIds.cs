namespace GlobalTables.RegionNode.Http;

/// <summary>Names requests as the service does: 52 characters, different for each request and each start.</summary>
sealed class RequestIds(TimeProvider time)
{
    const int Length = 52;
    const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    readonly ulong start = (ulong)time.GetUtcNow().Ticks;
    long count;

    public string Next()
    {
        var state = start ^ ((ulong)Interlocked.Increment(ref count) << 20);
        return string.Create(Length, state, static (characters, state) =>
        {
            var bits = 0UL;
            for (var i = 0; i < characters.Length; i++)
            {
                bits = i % 12 == 0 ? Mix(ref state) : bits >> 5;
                characters[i] = Alphabet[(int)(bits & 31)];
            }
        });
    }

    /// <summary>SplitMix64: spreads neighbouring states over all values.</summary>
    static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
