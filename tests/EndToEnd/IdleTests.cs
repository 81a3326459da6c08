using System.Text.Json.Nodes;
using GlobalTables.EndToEnd.Cluster;

namespace GlobalTables.EndToEnd;

public sealed class IdleTests(ClusterFixture cluster)
{
    /// <summary>Everything that the operator makes or writes to, except its lease.</summary>
    const string Kinds =
        "globaltables.globaltables.dev,regions.globaltables.dev,statefulsets,services,serviceaccounts,namespaces,"
        + "poddisruptionbudgets,networkpolicies,persistentvolumeclaims,events";

    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the operator holds back figures of the last writes.</summary>
    static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(35);

    [Fact]
    public Task An_operator_with_nothing_to_do_writes_nothing_but_its_lease() =>
        cluster.PlayAsync("idle", async tenant =>
        {
            var books = await tenant.TableAsync("books", tenant.Us, tenant.Eu);
            await books.PutManyAsync(tenant.Us, "before", 100);
            await books.AreEqualAsync(100, tenant.Us, tenant.Eu);
            await Task.Delay(UntilQuiet, TimeProvider.System, TestContext.Current.CancellationToken);

            var operatorPod = new OperatorPod(cluster.Api);
            var (objects, writes) = (await VersionsAsync(), await WritesAsync(operatorPod));
            await Task.Delay(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal(writes, await WritesAsync(operatorPod));
            Assert.Empty((await VersionsAsync()).Except(objects));
        });

    /// <summary>What the operator asked the API server to change, except its lease, which it replaces.</summary>
    static async Task<double> WritesAsync(OperatorPod operatorPod)
    {
        var sums = await Task.WhenAll(new[] { "POST", "PATCH", "DELETE" }.Select(method =>
            operatorPod.SumAsync("rest_client_requests_total", $"method=\"{method}\"")));
        return sums.Sum();
    }

    async Task<IReadOnlyList<string>> VersionsAsync()
    {
        var listed = JsonNode.Parse(await cluster.Kubectl.RunAsync("get", Kinds, "--all-namespaces", "-o", "json"))!;
        return
        [
            .. listed["items"]!.AsArray().Select(item => (Kind: item!["kind"], Metadata: item["metadata"]!))
                .Select(item => $"{item.Kind} {item.Metadata["namespace"]}/{item.Metadata["name"]} "
                    + $"{item.Metadata["resourceVersion"]}"),
        ];
    }
}
