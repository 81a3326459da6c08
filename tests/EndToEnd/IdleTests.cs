using System.Text.Json.Nodes;
using GlobalTables.EndToEnd.Cluster;
using GlobalTables.EndToEnd.Scenario;

namespace GlobalTables.EndToEnd;

public sealed class IdleTests(ClusterFixture cluster)
{
    /// <summary>Everything that the operator makes or writes to, except its lease.</summary>
    const string Kinds =
        "globaltables.globaltables.dev,regions.globaltables.dev,statefulsets,services,serviceaccounts,namespaces,"
        + "poddisruptionbudgets,networkpolicies,persistentvolumeclaims,events";

    const int Items = 100;

    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    [Fact]
    public Task An_operator_with_nothing_to_do_writes_nothing_but_its_lease() =>
        cluster.PlayAsync("idle", async tenant =>
        {
            var books = await tenant.TableAsync("books", tenant.Us, tenant.Eu);
            await books.PutManyAsync(tenant.Us, "before", Items);
            await books.AreEqualAsync(Items, tenant.Us, tenant.Eu);

            // The figures of the last writes are held back for a while, and are the last to be told.
            await tenant.UntilAsync("books", "counted", view => view.Condition("ReplicationHealthy")
                == "True LagBelowThreshold" && view.Replicas.All(replica => (long?)replica["itemCount"] == Items));
            await Task.Delay(Settling, TimeProvider.System, TestContext.Current.CancellationToken);

            var operatorPod = ReleasePod.Operator(cluster);
            var (objects, writes) = (await VersionsAsync(tenant), await WritesAsync(operatorPod));
            await Task.Delay(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal("", string.Join('\n', (await VersionsAsync(tenant)).Except(objects)));
            Assert.Equal(writes, await WritesAsync(operatorPod));
            Assert.Equal("ok", await operatorPod.HealthAsync());
            Assert.Equal("ok", await ReleasePod.Gateway(cluster).HealthAsync());
        });

    /// <summary>What the operator asked the API server to change, except its lease, which it replaces.</summary>
    static async Task<double> WritesAsync(ReleasePod operatorPod)
    {
        var sums = await Task.WhenAll(new[] { "POST", "PATCH", "DELETE" }.Select(method =>
            operatorPod.SumAsync("rest_client_requests_total", $"method=\"{method}\"")));
        return sums.Sum();
    }

    /// <summary>Of the scenario's objects and the operator's own; other scenarios' may still be going.</summary>
    async Task<IReadOnlyList<string>> VersionsAsync(Tenant tenant)
    {
        string[] spaces =
            [tenant.Namespace, Chart.Namespace, "default", $"region-{tenant.Us}", $"region-{tenant.Eu}"];
        var listed = JsonNode.Parse(await cluster.Kubectl.RunAsync("get", Kinds, "--all-namespaces", "-o", "json"))!;
        return
        [
            .. listed["items"]!.AsArray()
                .Select(item => (Item: item!, Kind: (string?)item!["kind"], Name: (string?)item["metadata"]!["name"],
                    Space: (string?)item["metadata"]!["namespace"]))
                .Where(one => one.Kind switch
                {
                    "Namespace" => spaces.Contains(one.Name),
                    "Region" => true,
                    "Event" => ToldBy(one.Item) == Chart.Operator,
                    _ => spaces.Contains(one.Space),
                })
                .Select(one => $"{one.Kind} {one.Space}/{one.Name} {one.Item["metadata"]!["resourceVersion"]}"),
        ];
    }

    static string? ToldBy(JsonNode eventObject) => (string?)eventObject["reportingComponent"] is { Length: > 0 } component
        ? component
        : (string?)eventObject["source"]?["component"];
}
