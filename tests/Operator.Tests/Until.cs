namespace GlobalTables.Operator.Tests;

/// <summary>Waits for what a test wants to see, with a bound.</summary>
static class Until
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Waited in vain until {what}.");
            await Task.Delay(LookEvery, TimeProvider.System);
        }
    }

    /// <summary>Advances the time by steps, and lets what that set off happen, until the condition holds.</summary>
    public static Task HoldsAsync(ManualTime time, TimeSpan step, Func<bool> condition, string what) => HoldsAsync(
        () =>
        {
            if (condition())
            {
                return true;
            }

            time.Advance(step);
            return false;
        },
        what);
}
