namespace GlobalTables.Operator.Kubernetes;

/// <summary>What a Lease says.</summary>
/// <param name="Holder">Empty when nobody holds it.</param>
/// <param name="RenewTime">For people: clocks differ, so nobody decides by it.</param>
/// <param name="Transitions">How often the holder has changed.</param>
/// <param name="Version">Null for a lease that is not there yet.</param>
sealed record LeaseState(
    string Holder,
    TimeSpan Duration,
    DateTimeOffset AcquireTime,
    DateTimeOffset RenewTime,
    int Transitions,
    string? Version);

/// <summary>Where a lease lies: the API server, or a simulation of one.</summary>
interface ILeaseStore
{
    /// <summary>Null when there is none.</summary>
    Task<LeaseState?> ReadAsync(CancellationToken cancel);

    /// <summary>Writes the lease in place of the version it names.</summary>
    /// <returns>The lease with its new version.</returns>
    /// <exception cref="ConflictException">The lease is not of that version any more, or is there already.</exception>
    Task<LeaseState> WriteAsync(LeaseState lease, CancellationToken cancel);
}
