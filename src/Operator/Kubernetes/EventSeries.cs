namespace GlobalTables.Operator.Kubernetes;

/// <summary>What makes two events the same.</summary>
sealed record EventKey(string? Kind, ObjectKey About, string? Uid, EventType Type, string Reason, string Note);

/// <summary>The same event, said one or more times.</summary>
sealed class EventSeries(string? apiVersion, string action, string name, DateTimeOffset first, long at)
{
    public string? ApiVersion => apiVersion;

    public string Action => action;

    /// <summary>Of the event object.</summary>
    public string Name => name;

    public DateTimeOffset FirstTime { get; } = first;

    public DateTimeOffset LastTime { get; set; } = first;

    public long LastAt { get; set; } = at;

    public int Count { get; set; } = 1;

    /// <summary>The count that the server knows; 0 before the first write.</summary>
    public int Written { get; set; }

    public long WrittenAt { get; set; }

    public int Attempts { get; set; }
}

/// <summary>
/// How many different events there may be: 25 of one object at first and one more every five minutes; 100 of all
/// objects and five more every second. Not safe for several threads: the recorder holds the lock.
/// </summary>
sealed class EventBudget(TimeProvider time)
{
    const double ObjectBurst = 25;
    const double ObjectPerSecond = 1.0 / 300;
    const double AllBurst = 100;
    const double AllPerSecond = 5;
    const int ObjectsMax = 4096;

    readonly Dictionary<(string?, ObjectKey), (double Tokens, long At)> objects = [];
    (double Tokens, long At) all = (AllBurst, time.GetTimestamp());

    public bool TrySpend(EventKey key)
    {
        all = Refill(all, AllBurst, AllPerSecond);
        if (objects.Count >= ObjectsMax)
        {
            objects.Clear();
        }

        var own = objects.TryGetValue((key.Kind, key.About), out var known)
            ? Refill(known, ObjectBurst, ObjectPerSecond)
            : (Tokens: ObjectBurst, At: time.GetTimestamp());
        if (all.Tokens < 1 || own.Tokens < 1)
        {
            return false;
        }

        all.Tokens--;
        objects[(key.Kind, key.About)] = (own.Tokens - 1, own.At);
        return true;
    }

    (double Tokens, long At) Refill((double Tokens, long At) bucket, double burst, double perSecond) =>
        (Math.Min(burst, bucket.Tokens + time.GetElapsedTime(bucket.At).TotalSeconds * perSecond), time.GetTimestamp());
}
