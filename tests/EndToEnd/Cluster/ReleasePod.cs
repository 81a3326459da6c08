using System.Globalization;
using k8s;
using k8s.Models;

namespace GlobalTables.EndToEnd.Cluster;

/// <summary>A pod of the release, and what it says of itself on its probe port.</summary>
sealed class ReleasePod(IKubernetes api, string component)
{
    const int ProbePort = 8080;

    public static ReleasePod Operator(ClusterFixture cluster) => new(cluster.Api, "operator");

    public static ReleasePod Gateway(ClusterFixture cluster) => new(cluster.Api, "gateway");

    /// <summary>The youngest that is to stay.</summary>
    public async Task<PodName> FindAsync(CancellationToken cancel)
    {
        var pods = await api.CoreV1.ListNamespacedPodAsync(
            Chart.Namespace, labelSelector: $"app.kubernetes.io/component={component}", cancellationToken: cancel);
        var pod = pods.Items.Where(one => one.Metadata.DeletionTimestamp is null)
            .MaxBy(one => one.Metadata.CreationTimestamp);
        return new(Chart.Namespace, Assert.IsType<V1Pod>(pod).Metadata.Name);
    }

    /// <summary>The sum of a metric over the lines that have all of these labels, as in <c>method="GET"</c>.</summary>
    public async Task<double> SumAsync(string metric, params string[] labels) =>
        (await AskAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal)
                && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary><c>ok</c>, or what ails it.</summary>
    public async Task<string> HealthAsync() => (await AskAsync("/healthz")).Trim();

    async Task<string> AskAsync(string path)
    {
        await using var forward = new PodForward(api, FindAsync, ProbePort);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(forward.Address, path));
        return await answer.Content.ReadAsStringAsync();
    }
}
