using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>
/// A region's node as a control plane meets it: takes configs by the contract's rules and reports. What takes time in
/// a real node (a copy, a drain, hearing what others wrote) happens when a test says so.
/// </summary>
sealed class FakeNode(string region, Random random)
{
    readonly Dictionary<string, TableStatus> tables = [];
    readonly List<ControlRequest> requests = [];
    long epoch;
    long revision;
    RegionConfig? config;

    public bool IsReachable { get; set; } = true;

    public List<RegionConfig> Accepted { get; } = [];

    public IReadOnlyCollection<TableStatus> Tables => tables.Values;

    public RegionStatus? Status => !IsReachable ? null : new RegionStatus
    {
        Region = region,
        Incarnation = "1",
        ConfigEpoch = epoch,
        Revision = ++revision,
        Tables = [.. tables.Values],
        Requests = [.. requests],
    };

    /// <summary>The volume is new: what was told and what was held are gone.</summary>
    public void LoseVolume()
    {
        tables.Clear();
        requests.Clear();
        config = null;
        epoch = 0;
    }

    public TableStatus CreateThroughApi(TableShape shape)
    {
        var table = NewTable(Guid(), shape) with { Status = "ACTIVE" };
        tables.Add(table.GroupId, table);
        return table;
    }

    public void Ask(ControlRequest request) => requests.Add(request);

    public void Change(string groupId, Func<TableStatus, TableStatus> change) => tables[groupId] = change(tables[groupId]);

    public string? Accept(RegionConfig pushed)
    {
        if (pushed.Region != region)
        {
            return "another region's config";
        }

        if (pushed.Epoch < epoch || (pushed.Epoch == epoch && config is not null && config != pushed))
        {
            return $"epoch {pushed.Epoch} is not above {epoch}";
        }

        epoch = pushed.Epoch;
        config = pushed;
        Accepted.Add(pushed);
        foreach (var table in pushed.Tables)
        {
            Take(table);
        }

        foreach (var removal in pushed.Removals.Where(removal => tables.ContainsKey(removal.GroupId)))
        {
            if (removal.DeleteData)
            {
                tables.Remove(removal.GroupId);
            }
            else
            {
                // The copy goes on as a regional table of its own.
                tables.Remove(removal.GroupId, out var table);
                var left = NewTable(Guid(), table!.Shape) with
                {
                    Status = "ACTIVE",
                    Log = table.Log,
                    LeftGroup = removal.GroupId,
                    DeclaredBy = table.DeclaredBy,
                };
                tables.Add(left.GroupId, left);
            }
        }

        requests.RemoveAll(request => pushed.Answers.Any(answer => answer.Id == request.Id));
        return null;
    }

    void Take(TableConfig told)
    {
        Assert.All(told.Members.GroupBy(member => member.Region), region => Assert.Single(region));
        var me = Assert.Single(told.Members, member => member.Region == region);
        if (!tables.TryGetValue(told.GroupId, out var table))
        {
            var namesake = tables.Values.SingleOrDefault(other => other.Shape.TableName == told.Shape.TableName);
            if (namesake is not null)
            {
                Assert.Contains(namesake.LeftGroup, new[] { told.GroupId, told.Replaces }.OfType<string>());
                tables.Remove(namesake.GroupId);
            }

            table = NewTable(told.GroupId, told.Shape) with { Status = me.State == MemberState.Active ? "ACTIVE" : "CREATING" };
        }

        Assert.True(told.MembershipEpoch >= table.MembershipEpoch, "the membership epoch went back");
        if (told.MembershipEpoch == table.MembershipEpoch)
        {
            Assert.Equal(table.Members, told.Members.Select(member => member.Region));
        }

        var isLost = me.Log is { } log && log != table.Log;
        tables[told.GroupId] = table with
        {
            Shape = told.Shape,
            IsDeclared = true,
            DeclaredBy = told.DeclaredBy,
            IsReadOnly = told.IsReadOnly,
            OmitsConflicts = told.OmitsConflicts,
            MembershipEpoch = told.MembershipEpoch,
            Members = [.. told.Members.Select(member => member.Region)],
            Status = isLost ? "CREATING" : table.Status,
            Sequence = isLost ? 0 : table.Sequence,
            IsDraining = me.State == MemberState.Leaving && table.IsDraining,
        };
    }

    TableStatus NewTable(string groupId, TableShape shape) => new()
    {
        GroupId = groupId,
        Shape = shape,
        Status = "CREATING",
        TableId = Guid(),
        IsDeclared = false,
        Log = random.NextInt64(),
        Sequence = 0,
        MembershipEpoch = 0,
        ItemCount = 0,
        SizeBytes = 0,
    };

    string Guid()
    {
        Span<byte> id = stackalloc byte[16];
        random.NextBytes(id);
        return new Guid(id).ToString();
    }
}
