namespace GlobalTables.RegionNode.Simulation.Checks;

/// <summary>The code has broken a promise.</summary>
/// <param name="promise">Which one.</param>
/// <param name="kind">How it shows, in a word or two: what runs are counted by.</param>
/// <param name="what">What was seen.</param>
sealed class Violation(Promise promise, string kind, string what)
    : Exception($"{kind} (promise {(int)promise}, {promise}: {Promises.TextOf(promise)}): {what}")
{
    public Promise Promise { get; } = promise;

    public string Kind { get; } = kind;
}
