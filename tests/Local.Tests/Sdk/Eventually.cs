using System.Diagnostics;

namespace GlobalTables.Local.Tests.Sdk;

/// <summary>Asks again until what is expected holds, within a bound: for what happens in other processes.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The first answer that satisfies; fails with the last one.</summary>
    public static async Task<T> HoldsAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> satisfies)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer))
            {
                return answer;
            }

            Assert.True(clock.Elapsed < Patience, $"{what}: after {Patience.TotalSeconds} s still {answer}.");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task EqualsAsync<T>(string what, T expected, Func<Task<T>> ask) =>
        HoldsAsync(what, ask, answer => EqualityComparer<T>.Default.Equals(answer, expected));
}
