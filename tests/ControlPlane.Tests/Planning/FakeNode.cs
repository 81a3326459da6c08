using GlobalTables.Contracts;

namespace GlobalTables.ControlPlane.Tests.Planning;

/// <summary>
/// A region's node as a control plane meets it: takes configs by the contract's rules and reports. What takes time in
/// a real node (a copy, a drain, hearing what others wrote) happens when a test says so; a reconciliation takes steps.
/// </summary>
sealed class FakeNode(string region, Random random)
{
    /// <summary>The differences from the other members take so many.</summary>
    const int ReconciliationSteps = 2;

    readonly Dictionary<string, TableStatus> tables = [];
    readonly Dictionary<string, Reconciliation> reconciliations = [];
    readonly Dictionary<string, long> listed = [];
    readonly List<ControlRequest> requests = [];
    long epoch;
    long revision;
    RegionConfig? config;

    public bool IsReachable { get; set; } = true;

    public List<RegionConfig> Accepted { get; } = [];

    public IReadOnlyCollection<TableStatus> Tables => tables.Values;

    /// <summary>False: it does not come to take over what others have of a lost region.</summary>
    public bool Reconciles { get; set; } = true;

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
        reconciliations.Clear();
        listed.Clear();
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

    /// <summary>The node's table as it is on disk, whether it can be reached or not.</summary>
    public TableStatus? OnDisk(string groupId) => tables.GetValueOrDefault(groupId);

    /// <summary>
    /// Rule 9: a joining region asks nobody before every member has installed the epoch that lists it.
    /// </summary>
    public bool MayAsk(string groupId) =>
        tables[groupId].InstalledEpoch >= listed.GetValueOrDefault(groupId, long.MaxValue);

    public void Cover(string groupId, long log, long sequence) => Change(groupId, table => table with
    {
        Covered = [.. table.Covered.Where(position => position.Log != log), new LogPosition(log, sequence)],
    });

    /// <summary>
    /// Rule 11: once every member has installed the last epoch that removed a region by force, a difference from
    /// every other one; then what was removed is covered to the end.
    /// </summary>
    /// <returns>True while it is under way.</returns>
    public bool Step(Func<string, bool> isReachable)
    {
        var isBusy = false;
        foreach (var table in tables.Values.Where(_ => IsReachable && Reconciles).ToList())
        {
            var open = table.Left.Where(left => !left.Drained && !CoversAll(table, left)).ToList();
            var from = table.Left.Where(left => !left.Drained).Select(left => left.Epoch).DefaultIfEmpty().Max();
            if (open.Count == 0
                || table.InstalledEpoch < from
                || !table.Members.All(member => member == region || isReachable(member)))
            {
                continue;
            }

            isBusy = true;
            var done = reconciliations.GetValueOrDefault(table.GroupId) is { } known && known.From == from
                ? known
                : new Reconciliation(from, 0);
            reconciliations[table.GroupId] = done with { Steps = done.Steps + 1 };
            if (done.Steps >= ReconciliationSteps)
            {
                open.ForEach(left => Cover(table.GroupId, left.Log, LogPosition.End));
            }
        }

        return isBusy;
    }

    static bool CoversAll(TableStatus table, LeftLog left) =>
        table.Covered.Contains(new LogPosition(left.Log, LogPosition.End));

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
            InstalledEpoch = told.InstalledEpoch,
            Left = told.Left,
        };
        if (me.State == MemberState.Joining && !isLost)
        {
            listed.TryAdd(told.GroupId, told.MembershipEpoch);
        }

        foreach (var left in told.Left.Where(left => left.Drained))
        {
            Cover(told.GroupId, left.Log, LogPosition.End);
        }
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

    /// <param name="From">The epoch from which every difference has to have begun.</param>
    /// <param name="Steps">How many were made since.</param>
    sealed record Reconciliation(long From, int Steps);
}
