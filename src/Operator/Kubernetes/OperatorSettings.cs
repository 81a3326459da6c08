using System.Diagnostics.CodeAnalysis;

namespace GlobalTables.Operator.Kubernetes;

public enum LeaderElectionType
{
    /// <summary>This process always leads: there is no other.</summary>
    None,

    /// <summary>One of several processes leads, by a Lease.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "As KubeOps calls it.")]
    Single,
}

/// <summary>What the runtime can be told; read once when it starts.</summary>
public sealed class OperatorSettings
{
    /// <summary>Also the field manager, the lease's name and who reports events.</summary>
    public string Name { get; private set; } = "operator";

    /// <summary>Where this process runs: the lease lies here.</summary>
    public string Namespace { get; private set; } = "default";

    public LeaderElectionType LeaderElection { get; private set; }

    public LeaseTimes LeaseTimes { get; private set; } = LeaseTimes.Usual;

    /// <summary>Who this process is among its like; the machine's name with something random when null.</summary>
    public string? Identity { get; private set; }

    /// <summary>Where probes and metrics are served; 0 takes any free port, null serves none.</summary>
    public int? HealthPort { get; private set; } = 8080;

    /// <summary>A reconcile that takes longer is cancelled and tried again.</summary>
    public TimeSpan ReconcileTimeout { get; private set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the reconciles under way may go on once the process is to stop.</summary>
    public TimeSpan DrainTimeout { get; private set; } = TimeSpan.FromSeconds(25);

    /// <summary>Every object is looked at so often, even when nothing is heard of it.</summary>
    public TimeSpan ResyncEvery { get; private set; } = TimeSpan.FromHours(10);

    public OperatorSettings WithName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        return this;
    }

    public OperatorSettings WithNamespace(string @namespace)
    {
        ArgumentException.ThrowIfNullOrEmpty(@namespace);
        Namespace = @namespace;
        return this;
    }

    public OperatorSettings WithLeaderElection(LeaderElectionType type, LeaseTimes? times = null)
    {
        LeaderElection = type;
        LeaseTimes = times ?? LeaseTimes;
        return this;
    }

    public OperatorSettings WithIdentity(string identity)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        Identity = identity;
        return this;
    }

    public OperatorSettings WithHealthPort(int? port)
    {
        HealthPort = port;
        return this;
    }

    public OperatorSettings WithReconcileTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ReconcileTimeout = timeout;
        return this;
    }

    public OperatorSettings WithDrainTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        DrainTimeout = timeout;
        return this;
    }

    public OperatorSettings WithResync(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ResyncEvery = every;
        return this;
    }
}
