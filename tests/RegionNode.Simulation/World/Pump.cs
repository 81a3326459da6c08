namespace GlobalTables.RegionNode.Simulation.World;

/// <summary>
/// Runs what production code does after an await, on the simulator's one thread and in the order in which it
/// became ready.
/// </summary>
sealed class Pump : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public void Run()
    {
        while (ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>What a killed process was about to do.</summary>
    public void Clear() => ready.Clear();
}
