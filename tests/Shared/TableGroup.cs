using GlobalTables.Contracts;

namespace GlobalTables.Tests.Shared;

/// <summary>
/// One table and the regions that share it, and what each of them is told of it: a control plane's part, for those
/// that play it themselves.
/// </summary>
/// <param name="table">The table's name; its one key attribute is <c>pk</c>, a string.</param>
/// <param name="control">The line to the nodes.</param>
/// <param name="nodeOf">The node of a region.</param>
/// <param name="addressFor">Where a region (the first) finds the peer port of another (the second).</param>
sealed class TableGroup(
    string table, ControlClient control, Func<string, NodeProcess> nodeOf, Func<string, string, Uri> addressFor)
{
    const string GroupId = "6f0b3c1e-5a7d-4e2b-9c48-1d2f3a4b5c6d";
    static readonly TimeSpan StreamingMost = TimeSpan.FromSeconds(180);

    readonly List<Member> members = [];
    readonly List<LeftLog> left = [];
    long configEpoch;
    long membershipEpoch;

    public IReadOnlyList<string> Regions => members.ConvertAll(member => member.Region);

    /// <summary>
    /// Makes the table in the regions that start with it, and waits until each reads from all others.
    /// </summary>
    public async Task MakeAsync(IEnumerable<string> regions, CancellationToken cancel)
    {
        members.AddRange(regions.Select(region => new Member { Region = region, State = MemberState.Active }));
        await ChangeAsync(cancel);
        await UntilStreamingAsync(cancel);
    }

    /// <summary>A region more: it is listed as joining, and fills itself from one of the others.</summary>
    public Task AddAsync(string region, CancellationToken cancel)
    {
        members.Add(new() { Region = region, State = MemberState.Joining });
        return ChangeAsync(cancel);
    }

    /// <summary>A region is gone for ever: the others are told so, and then that all of them know it.</summary>
    public Task ForceOutAsync(string region, CancellationToken cancel)
    {
        var gone = members.Single(member => member.Region == region);
        members.Remove(gone);
        left.Add(new(region, gone.Log!.Value, membershipEpoch + 1, Drained: false));
        return ChangeAsync(cancel);
    }

    /// <summary>Tells all regions once more: a node that was started again has another address.</summary>
    public async Task TellAgainAsync(CancellationToken cancel)
    {
        configEpoch++;
        foreach (var region in Regions)
        {
            await control.PushAsync(nodeOf(region), ConfigFor(region, membershipEpoch), cancel);
        }
    }

    /// <summary>What the region's node says of the table.</summary>
    public async Task<TableStatus> StatusAsync(string region, CancellationToken cancel) =>
        (await control.StatusAsync(nodeOf(region), 0, cancel)).Tables.Single();

    public async Task UntilStreamingAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StreamingMost);
        foreach (var node in Regions.Select(nodeOf))
        {
            var status = await control.StatusAsync(node, 0, limit.Token);
            while (!(status.Tables.Single().Sources is { } sources && sources.Count == members.Count - 1
                && sources.All(source => source.State == SourceState.Streaming)))
            {
                // A changed measurement is no new revision: the wait is the node's own, of half a second.
                status = await control.StatusAsync(node, status.Revision, limit.Token);
            }
        }
    }

    // One change of the members. Logs are learnt from the regions that are new; then everybody is told of the change,
    // and, when all have it, of that.
    async Task ChangeAsync(CancellationToken cancel)
    {
        membershipEpoch++;
        var installedBefore = membershipEpoch - 1;
        configEpoch++;
        var isLogLearnt = false;
        for (var at = 0; at < members.Count; at++)
        {
            if (members[at] is { Log: null, Region: var region })
            {
                var status = await control.PushAsync(nodeOf(region), ConfigFor(region, installedBefore), cancel);
                members[at] = members[at] with { Log = status.Tables.Single().Log };
                isLogLearnt = true;
            }
        }

        membershipEpoch += isLogLearnt ? 1 : 0;
        foreach (var installed in new[] { installedBefore, membershipEpoch })
        {
            configEpoch++;
            foreach (var region in Regions)
            {
                await control.PushAsync(nodeOf(region), ConfigFor(region, installed), cancel);
            }
        }
    }

    RegionConfig ConfigFor(string region, long installedEpoch) => new()
    {
        Epoch = configEpoch,
        Region = region,
        Peers =
        [
            .. Regions.Where(peer => peer != region).Select(peer => new PeerAddress(
                peer, addressFor(region, peer).GetLeftPart(UriPartial.Authority))),
        ],
        Tables =
        [
            new()
            {
                GroupId = GroupId,
                Shape = new()
                {
                    TableName = table,
                    AttributeDefinitions = [new("pk", "S")],
                    KeySchema = [new("pk", "HASH")],
                    BillingMode = "PAY_PER_REQUEST",
                },
                MembershipEpoch = membershipEpoch,
                InstalledEpoch = installedEpoch,
                Members = [.. members],
                Left = [.. left],
            },
        ],
    };
}
