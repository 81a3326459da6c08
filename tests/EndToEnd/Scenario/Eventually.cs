using System.Diagnostics;

namespace GlobalTables.EndToEnd.Scenario;

/// <summary>Asks again until what is expected holds, within a bound: for what happens in the cluster.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The first answer that satisfies; fails with the last one.</summary>
    public static async Task<T> HoldsAsync<T>(
        string what, Func<Task<T>> ask, Func<T, bool> satisfies, TimeSpan? patience = null)
    {
        var most = patience ?? Patience;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer))
            {
                return answer;
            }

            Assert.True(clock.Elapsed < most, $"{what}: after {most.TotalSeconds} s still {answer}");
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task EqualsAsync<T>(string what, T expected, Func<Task<T>> ask) =>
        HoldsAsync(what, ask, answer => EqualityComparer<T>.Default.Equals(answer, expected));
}
