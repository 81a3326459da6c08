using Prometheus;

namespace GlobalTables.Operator.Kubernetes;

/// <summary>The runtime's figures, named as controller-runtime names them, so that its dashboards fit.</summary>
public sealed class OperatorMetrics
{
    public OperatorMetrics()
    {
        Registry = Metrics.NewCustomRegistry();
        Factory = Metrics.WithCustomRegistry(Registry);
        QueueDepth = Factory.CreateGauge("workqueue_depth", "Keys that wait for a worker.", ["name"]);
        QueueAdds = Factory.CreateCounter("workqueue_adds_total", "Keys that came to wait for a worker.", ["name"]);
        QueueRetries = Factory.CreateCounter("workqueue_retries_total", "Keys put back after a failure.", ["name"]);
        QueueSeconds = Factory.CreateHistogram(
            "workqueue_queue_duration_seconds", "How long a key waits for a worker.", Durations("name"));
        Reconciles = Factory.CreateCounter(
            "controller_runtime_reconcile_total", "Reconciliations by their result.", ["controller", "result"]);
        ReconcileErrors = Factory.CreateCounter(
            "controller_runtime_reconcile_errors_total", "Reconciliations that failed.", ["controller"]);
        ReconcileSeconds = Factory.CreateHistogram(
            "controller_runtime_reconcile_time_seconds", "How long a reconciliation takes.", Durations("controller"));
        ActiveWorkers = Factory.CreateGauge(
            "controller_runtime_active_workers", "Workers that are reconciling.", ["controller"]);
        Leading = Factory.CreateGauge("leader_election_master_status", "1 while this process leads.", ["name"]);
        ApiRequests = Factory.CreateCounter(
            "rest_client_requests_total", "Requests to the API server by status code and method.", ["code", "method"]);
    }

    /// <summary>What <c>/metrics</c> shows; a product adds its own figures here.</summary>
    public CollectorRegistry Registry { get; }

    public IMetricFactory Factory { get; }

    internal Gauge QueueDepth { get; }

    internal Counter QueueAdds { get; }

    internal Counter QueueRetries { get; }

    internal Histogram QueueSeconds { get; }

    internal Counter Reconciles { get; }

    internal Counter ReconcileErrors { get; }

    internal Histogram ReconcileSeconds { get; }

    internal Gauge ActiveWorkers { get; }

    internal Gauge Leading { get; }

    internal Counter ApiRequests { get; }

    static HistogramConfiguration Durations(string label) => new()
    {
        LabelNames = [label],
        Buckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120],
    };
}
