using GlobalTables.Contracts;
using GlobalTables.Tests.Shared;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>Two nodes that share one table: what is written in the first is read in the second.</summary>
sealed class TwoRegions : IAsyncDisposable
{
    public const string Table = "benchmark";
    const string GroupId = "6f0b3c1e-5a7d-4e2b-9c48-1d2f3a4b5c6d";
    static readonly TimeSpan ConnectMost = TimeSpan.FromSeconds(60);

    readonly ControlClient control = new();
    readonly (string Region, NodeProcess Node)[] regions;

    TwoRegions(NodeProcess first, NodeProcess second) => regions = [("us-east-1", first), ("eu-west-1", second)];

    public NodeProcess First => regions[0].Node;

    public NodeProcess Second => regions[1].Node;

    public static async Task<TwoRegions> StartAsync(string folder, CancellationToken cancel)
    {
        var first = await NodeProcess.StartAsync("us-east-1", Path.Combine(folder, "us-east-1"));
        TwoRegions two;
        try
        {
            two = new(first, await NodeProcess.StartAsync("eu-west-1", Path.Combine(folder, "eu-west-1")));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(ConnectMost);
            await two.ConnectAsync(limit.Token);
            return two;
        }
        catch
        {
            await two.DisposeAsync();
            throw;
        }
    }

    /// <summary>The lag that the second region itself measures.</summary>
    public async Task<long?> ReportedLagMsAsync(CancellationToken cancel)
    {
        var status = await control.StatusAsync(Second, 0, cancel);
        return status.Tables.Single().Sources.Single().LagMs;
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    // As a control plane does: first the table, then the logs that the nodes have made for it.
    async Task ConnectAsync(CancellationToken cancel)
    {
        var logs = new long?[regions.Length];
        for (var i = 0; i < regions.Length; i++)
        {
            var status = await control.PushAsync(regions[i].Node, ConfigOf(i, epoch: 1, [null, null]), cancel);
            logs[i] = status.Tables.Single().Log;
        }

        for (var i = 0; i < regions.Length; i++)
        {
            await control.PushAsync(regions[i].Node, ConfigOf(i, epoch: 2, logs), cancel);
        }

        foreach (var (_, node) in regions)
        {
            await UntilStreamingAsync(node, cancel);
        }
    }

    async Task UntilStreamingAsync(NodeProcess node, CancellationToken cancel)
    {
        RegionStatus status;
        do
        {
            // A changed measurement is no new revision: the wait is the node's own, of half a second.
            status = await control.StatusAsync(node, await RevisionAsync(node, cancel), cancel);
        }
        while (status.Tables.Single().Sources is not [{ State: SourceState.Streaming }]);
    }

    async Task<long> RevisionAsync(NodeProcess node, CancellationToken cancel) =>
        (await control.StatusAsync(node, 0, cancel)).Revision;

    RegionConfig ConfigOf(int index, long epoch, long?[] logs) => new()
    {
        Epoch = epoch,
        Region = regions[index].Region,
        Peers = [.. regions.Select(
            region => new PeerAddress(region.Region, region.Node.Peers.GetLeftPart(UriPartial.Authority)))],
        Tables =
        [
            new()
            {
                GroupId = GroupId,
                Shape = new()
                {
                    TableName = Table,
                    AttributeDefinitions = [new("pk", "S")],
                    KeySchema = [new("pk", "HASH")],
                    BillingMode = "PAY_PER_REQUEST",
                },
                MembershipEpoch = 1,
                Members = [.. regions.Select((region, at) => new Member
                {
                    Region = region.Region,
                    Log = logs[at],
                    State = MemberState.Active,
                })],
            },
        ],
    };
}
