using System.Globalization;
using k8s;

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>The operator's own figures, as Prometheus would read them.</summary>
sealed class OperatorPod(IKubernetes api)
{
    const int ProbePort = 8080;

    public async Task<PodName> FindAsync(CancellationToken cancel)
    {
        var pods = await api.CoreV1.ListNamespacedPodAsync(
            Chart.Namespace, labelSelector: "app.kubernetes.io/component=operator", cancellationToken: cancel);
        var pod = pods.Items.Where(one => one.Metadata.DeletionTimestamp is null)
            .MaxBy(one => one.Metadata.CreationTimestamp);
        return new(Chart.Namespace, Assert.IsType<k8s.Models.V1Pod>(pod).Metadata.Name);
    }

    /// <summary>The sum of a metric over the lines that have all of these labels, as in <c>method="GET"</c>.</summary>
    public async Task<double> SumAsync(string metric, params string[] labels)
    {
        await using var forward = new PodForward(api, FindAsync, ProbePort);
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(forward.Address, "/metrics"));
        return text.Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal)
                && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
