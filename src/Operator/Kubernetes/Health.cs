using System.Collections.Concurrent;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The pulse of a loop. A loop that waits for work with nothing to do rests.</summary>
sealed class Pulse(string loop, TimeSpan silenceMax, TimeProvider time)
{
    long last = time.GetTimestamp();

    public void Beat() => Volatile.Write(ref last, time.GetTimestamp());

    public void Rest() => Volatile.Write(ref last, long.MaxValue);

    /// <summary>What is wrong with the loop; null for nothing.</summary>
    public string? Problem()
    {
        var beat = Volatile.Read(ref last);
        return beat != long.MaxValue && time.GetElapsedTime(beat) is var silence && silence > silenceMax
            ? $"{loop}: nothing for {silence.TotalSeconds:0} s"
            : null;
    }
}

/// <summary>Whether the loops of this process turn, and whether its caches are there.</summary>
sealed class Health(TimeProvider time)
{
    readonly ConcurrentDictionary<string, Pulse> loops = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Func<bool>> needs = new(StringComparer.Ordinal);

    /// <summary>The pulse of that loop from now on; one that bore the name before is forgotten.</summary>
    public Pulse Loop(string name, TimeSpan silenceMax) => loops[name] = new(name, silenceMax, time);

    /// <summary>This process is not ready until that holds.</summary>
    public void Need(string name, Func<bool> isThere) => needs[name] = isThere;

    public IReadOnlyList<string> Ailing() => [.. loops.Values.Select(loop => loop.Problem()).OfType<string>()];

    public IReadOnlyList<string> Missing() =>
        [.. needs.Where(need => !need.Value()).Select(need => need.Key).Order(StringComparer.Ordinal)];
}
