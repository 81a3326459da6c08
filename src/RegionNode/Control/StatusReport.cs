using GlobalTables.Contracts;
using GlobalTables.RegionNode.Replication;
using GlobalTables.RegionNode.Storage;
using TableState = GlobalTables.RegionNode.Storage.TableState;

namespace GlobalTables.RegionNode.Control;

/// <summary>What this region is, gathered from all that knows something of it.</summary>
sealed class StatusReport(Volume volume, ReplicationService replication, ConfigApplier config, Revision revision)
{
    public RegionStatus Now()
    {
        var catalog = volume.Catalog;

        // First, so that what changes meanwhile makes the reader come again.
        var seen = revision.Current;
        return new()
        {
            Region = catalog.Region,
            Incarnation = volume.Incarnation,
            ConfigEpoch = volume.Config.Epoch,
            Revision = seen,
            Tables = Tables(),
            Clock = ClockOf(replication.Clock.Verdict),
            Requests = [.. volume.Requests.Pending.Select(RequestOf).OfType<ControlRequest>()],
        };
    }

    List<TableStatus> Tables()
    {
        var tables = volume.Catalog.All.Select(StatusOf).ToList();
        foreach (var (told, problem) in config.Problems())
        {
            var present = tables.FindIndex(table => table.GroupId == told.GroupId);
            if (present < 0)
            {
                tables.Add(Missing(told, problem));
            }
            else
            {
                tables[present] = tables[present] with { Problem = problem };
            }
        }

        return tables;
    }

    TableStatus StatusOf(TableEntry table)
    {
        var positions = volume.Changes.PositionsOf(table);
        var (items, bytes) = volume.Items.SizeOf(table);
        return new()
        {
            GroupId = table.GroupId,
            Shape = Shapes.From(table.Definition),
            Status = table.State switch
            {
                TableState.Creating => "CREATING",
                TableState.Active => "ACTIVE",
                TableState.Updating => "UPDATING",
                _ => "DELETING",
            },
            TableId = table.TableId,
            IsDeclared = table.IsDeclared,
            DeclaredBy = table.DeclaredBy,
            LeftGroup = table.LeftGroup,
            IsReadOnly = table.IsReadOnly,
            OmitsConflicts = table.OmitsConflicts,
            Log = table.Log,
            Sequence = positions.Head,
            MembershipEpoch = table.MembershipEpoch,
            Members = [.. table.Members.Select(member => member.Region)],
            InstalledEpoch = table.InstalledEpoch,
            Left = [.. table.LeftLogs.Select(left => new LeftLog(left.Region, left.Log, left.Epoch, left.IsDrained))],
            Covered = [.. CoveredOf(positions)],

            // A copy that is out of use may have writes for this one yet; then the region has not said its last word.
            IsDraining = table.IsDraining
                && volume.Catalog.WithTail.All(copy => copy.Tail!.IntoGroup != table.GroupId),
            ProgressPercent = replication.FillPercent(table),
            ItemCount = items,
            SizeBytes = bytes,
            Sources = [.. table.Replicas.Select(replica => SourceOf(table, replica.Region))],
            Conflicts = [.. volume.Conflicts.CountsOf(table).Select(
                count => new ConflictStatus(count.LoserRegion, count.WinnerRegion, count.Conflicts))],
            RepairedRows = replication.RepairedRows(table),
            DamagedRows = replication.UnrepairedRows(table),
        };
    }

    static ClockStatus? ClockOf(ClockVerdict verdict) => verdict is { Problem: null, Offsets.Count: 0 } ? null : new()
    {
        IsFenced = verdict.IsFenced,
        Problem = verdict.Problem,
        Offsets = [.. verdict.Offsets.Select(peer => new ClockOffsetStatus(
            peer.Region,
            (long)Math.Round(peer.Ahead.TotalMilliseconds),
            (long)Math.Ceiling(peer.Uncertainty.TotalMilliseconds)))],
    };

    static TableStatus Missing(TableConfig told, string problem) => new()
    {
        GroupId = told.GroupId,
        Shape = told.Shape,
        Status = "CREATING",
        TableId = "",
        IsDeclared = true,
        Log = 0,
        Sequence = 0,
        MembershipEpoch = 0,
        ItemCount = 0,
        SizeBytes = 0,
        Problem = problem,
    };

    static IEnumerable<LogPosition> CoveredOf(LogPositions positions)
    {
        for (var i = 0; i < positions.Covered.Count; i++)
        {
            var (log, sequence) = positions.Covered[i];
            yield return new(log, sequence);
        }
    }

    SourceStatus SourceOf(TableEntry table, string region)
    {
        var progress = replication.ProgressOf(table, region);
        return new()
        {
            Region = region,
            State = progress?.State switch
            {
                ReaderState.Bootstrapping => SourceState.Bootstrapping,
                ReaderState.CatchingUp => SourceState.CatchingUp,
                ReaderState.Streaming => SourceState.Streaming,
                _ => SourceState.Disconnected,
            },
            LagMs = progress?.LagMs,
            PendingRecords = progress?.PendingRecords ?? 0,
            VerifiedAt = replication.VerificationOf(table, region).FinishedAt,
            LastError = progress?.LastError,
        };
    }

    ControlRequest? RequestOf(PendingRequest request) =>
        volume.Catalog.ByGroup(request.GroupId) is not { } table ? null : new()
        {
            Id = request.Id,
            GroupId = request.GroupId,
            TableName = table.Name,
            Kind = request.Edit.Change switch
            {
                RequestedChange.CreateReplica => ControlRequestKind.CreateReplica,
                RequestedChange.DeleteReplica => ControlRequestKind.DeleteReplica,
                _ => ControlRequestKind.ChangeTable,
            },
            ReplicaRegion = request.Edit.ReplicaRegion,
            Shape = request.Edit.Definition is { } definition ? Shapes.From(definition) : null,
        };
}
