namespace GlobalTables.Operator.Kubernetes;

/// <summary>Work that only the leader does.</summary>
public interface ILeaderService
{
    /// <summary>
    /// Called whenever this process begins to lead, after the caches are synced; called again after a failure, and
    /// not again after it returned, until leadership begins anew.
    /// </summary>
    /// <param name="leading">Fires before the lease runs out and when the operator stops: return soon.</param>
    Task RunAsync(CancellationToken leading);
}
