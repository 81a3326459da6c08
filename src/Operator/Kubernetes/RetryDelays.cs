namespace GlobalTables.Operator.Kubernetes;

/// <summary>
/// When a key that failed is tried again: 5 ms doubling up to 5 min for each key, and all keys together not more often
/// than 10 times a second, after a first 100. Not safe for several threads: the queue holds the lock.
/// </summary>
sealed class RetryDelays<TKey>(TimeProvider time)
    where TKey : notnull
{
    const double TokensPerSecond = 10;
    const double TokensMax = 100;
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    readonly Dictionary<TKey, int> failures = [];
    double tokens = TokensMax;
    long refilled = time.GetTimestamp();

    /// <summary>Counts a failure of the key.</summary>
    public TimeSpan Next(TKey key)
    {
        var before = failures.GetValueOrDefault(key);
        failures[key] = before + 1;
        var own = Least * Math.Pow(2, Math.Min(before, 20));
        var shared = Reserve();
        var delay = own > shared ? own : shared;
        return delay < Most ? delay : Most;
    }

    public void Forget(TKey key) => failures.Remove(key);

    /// <summary>Takes a token, on credit if need be, and says how long it takes until it is there.</summary>
    TimeSpan Reserve()
    {
        tokens = Math.Min(TokensMax, tokens + time.GetElapsedTime(refilled).TotalSeconds * TokensPerSecond);
        refilled = time.GetTimestamp();
        if (tokens < 1 - Most.TotalSeconds * TokensPerSecond)
        {
            return Most;
        }

        tokens--;
        return tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / TokensPerSecond);
    }
}
