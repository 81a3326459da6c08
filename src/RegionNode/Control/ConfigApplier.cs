using System.Text.Json;
using GlobalTables.Contracts;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;
using MemberState = GlobalTables.RegionNode.Storage.MemberState;

namespace GlobalTables.RegionNode.Control;

/// <summary>
/// Makes this region what a <see cref="RegionConfig"/> says, in one transaction with keeping the document. What
/// the document does not mention stays as it is.
/// </summary>
sealed class ConfigApplier(Volume volume, IdSource ids, TimeProvider time)
{
    readonly TableCatalog catalog = volume.Catalog;
    volatile Parsed? inForce;

    /// <summary>Null when the config is in force; else why it is not.</summary>
    public async Task<string?> ApplyAsync(RegionConfig config, byte[] document, CancellationToken cancel)
    {
        if (config.Region != catalog.Region)
        {
            return $"This node is {catalog.Region}; the config is for {config.Region}.";
        }

        if (config.Epoch <= 0)
        {
            return "A config epoch is at least 1.";
        }

        if (config.Peers.FirstOrDefault(peer => !IsAddress(peer.Address)) is { } wrong)
        {
            throw new FormatException(
                $"The address of {wrong.Region}, \"{wrong.Address}\", is not of the form http://host:port.");
        }

        var acceptance = await volume.Queue.RunAsync(
            transaction => Apply(transaction, config, document), cancel);
        return acceptance switch
        {
            ConfigAcceptance.Stale =>
                $"Config epoch {config.Epoch} is below {volume.Config.Epoch}, which this node has.",
            ConfigAcceptance.Conflicting =>
                $"Another config of epoch {config.Epoch} is in force: is a second control plane at work?",
            _ => null,
        };
    }

    /// <summary>What the config in force says of tables and could not be done: why, and what to do.</summary>
    public IEnumerable<(TableConfig Table, string Problem)> Problems()
    {
        foreach (var table in InForce()?.Tables ?? [])
        {
            if (catalog.ByGroup(table.GroupId) is { } present)
            {
                if (Shapes.Of(table.Shape).Keys != present.Definition.Keys)
                {
                    yield return (table,
                        $"Table {table.Shape.TableName} has other keys here than it is declared with. Keys never " +
                        "change: declare it with the keys that it has, or declare another table.");
                }
            }
            else if (catalog.Find(table.Shape.TableName) is not null)
            {
                yield return (table,
                    $"Failed to create a the new replica of table with name: '{table.Shape.TableName}' because one " +
                    "or more replicas already existed as tables.");
            }
        }
    }

    /// <summary>The last config accepted, read again only when there is another.</summary>
    RegionConfig? InForce()
    {
        if (volume.Config.Document() is not { } document)
        {
            return null;
        }

        var known = inForce;
        if (!ReferenceEquals(known?.Document, document))
        {
            inForce = known = new(document, JsonSerializer.Deserialize(document, ContractJson.Default.RegionConfig)!);
        }

        return known!.Config;
    }

    ConfigAcceptance Apply(WriteTransaction transaction, RegionConfig config, byte[] document)
    {
        var acceptance = volume.Config.Accept(transaction, config.Epoch, document);
        if (acceptance != ConfigAcceptance.Accepted)
        {
            return acceptance;
        }

        foreach (var peer in config.Peers)
        {
            volume.Peers.Set(transaction, peer.Region, peer.Address);
        }

        foreach (var removal in config.Removals)
        {
            Remove(transaction, removal);
        }

        foreach (var table in config.Tables)
        {
            if (catalog.PresentGroup(table.GroupId) is { } present)
            {
                Change(transaction, present, table);
            }
            else
            {
                Create(transaction, table);
            }
        }

        volume.Requests.Settle(transaction, config.Answers.Select(answer => answer.Id));
        return acceptance;
    }

    static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    static GroupMember[] MembersOf(TableConfig table) =>
        [.. table.Members.Select(member => new GroupMember(
            member.Region,
            member.Log,
            member.State switch
            {
                Contracts.MemberState.Active => MemberState.Active,
                Contracts.MemberState.Joining => MemberState.Joining,
                Contracts.MemberState.Leaving => MemberState.Leaving,
                _ => throw new FormatException($"No member state is called {member.State}."),
            }))];

    static DepartedLog[] LeftOf(TableConfig table) =>
        [.. table.Left.Select(left => new DepartedLog(left.Region, left.Log, left.Epoch, left.Drained))];

    void Create(WriteTransaction transaction, TableConfig table)
    {
        if (table.Members.SingleOrDefault(member => member.Region == catalog.Region) is not { } own)
        {
            return;
        }

        if (catalog.PresentName(table.Shape.TableName) is { } namesake)
        {
            // A copy that has left this very table makes room; a table of somebody else's stays, and the status
            // says so.
            if (!IsFormerCopy(namesake, table))
            {
                return;
            }

            SetAside(transaction, namesake);
        }

        // A new region of a new table has nothing to copy. One that is listed under a log has had a volume, and
        // has lost it.
        var isFounding = own is { State: Contracts.MemberState.Active, Log: null };
        var created = catalog.Create(
            transaction,
            Shapes.Of(table.Shape),
            table.GroupId,
            isFounding ? TableState.Active : TableState.Creating,
            isDeclared: true,
            table.MembershipEpoch,
            MembersOf(table));
        _ = catalog.Store(transaction, created with
        {
            DeclaredBy = table.DeclaredBy,
            IsReadOnly = table.IsReadOnly,
            OmitsConflicts = table.OmitsConflicts,
            InstalledEpoch = table.InstalledEpoch,
            LeftLogs = LeftOf(table),
        });
    }

    static bool IsFormerCopy(TableEntry copy, TableConfig table) =>
        (!copy.IsDeclared && copy.LeftGroup is { } left && (left == table.GroupId || left == table.Replaces))
        || copy.GroupId == table.Replaces;

    void Change(WriteTransaction transaction, TableEntry present, TableConfig table)
    {
        // One epoch is never told with two memberships, unless by a control plane that is none any more.
        var members = MembersOf(table);
        var isStale = table.MembershipEpoch < present.MembershipEpoch
            || (table.MembershipEpoch == present.MembershipEpoch && !members.SequenceEqual(present.Members));
        if (!isStale && IsOfFormerMembership(present, table))
        {
            present = catalog.BeginAnew(transaction, present, TailOf(transaction, present));
        }

        _ = catalog.Store(transaction, present with
        {
            Definition = Shapes.Of(table.Shape, present.Definition) with
            {
                Keys = present.Definition.Keys,
                Name = present.Name,
            },
            IsDeclared = true,
            DeclaredBy = table.DeclaredBy,
            IsReadOnly = table.IsReadOnly,
            OmitsConflicts = table.OmitsConflicts,
            MembershipEpoch = isStale ? present.MembershipEpoch : table.MembershipEpoch,
            Members = isStale ? present.Members : members,
            InstalledEpoch = isStale ? present.InstalledEpoch : table.InstalledEpoch,
            LeftLogs = isStale ? present.LeftLogs : LeftOf(table),
        });
    }

    // Its log has ended for the others, or will: nobody would read what is written to it. The volume was set back to
    // that time, or the removal was never heard of.
    bool IsOfFormerMembership(TableEntry present, TableConfig table)
    {
        if (table.Left.Any(left => left.Log == present.Log))
        {
            return true;
        }

        if (present.MembershipEpoch is 0 || present.MembershipEpoch >= table.MembershipEpoch
            || table.Members.FirstOrDefault(member => member.Region == catalog.Region) is not { } own)
        {
            return false;
        }

        // What joins is not whole yet; and what was filled and is listed as whole by now is not being filled, unless
        // there is nobody to fill it from.
        return present.IsReadable
            ? own is { State: not Contracts.MemberState.Active, Log: null }
            : own.State == Contracts.MemberState.Active && own.Log == present.Log
                && present.Member(catalog.Region) is { State: MemberState.Joining }
                && table.Members.Any(member => member != own && member.State != Contracts.MemberState.Joining);
    }

    void Remove(WriteTransaction transaction, TableRemoval removal)
    {
        if (removal.DeleteData)
        {
            catalog.DropTails(transaction, removal.GroupId);
        }

        if (catalog.PresentGroup(removal.GroupId) is not { } table)
        {
            return;
        }

        if (removal.DeleteData)
        {
            _ = catalog.MarkDeleted(transaction, table);
            return;
        }

        _ = catalog.Store(transaction, Detached(transaction, table));
    }

    /// <summary>The copy stays, as a regional table of its own; one that was not whole does not.</summary>
    TableEntry Detached(WriteTransaction transaction, TableEntry table) => table with
    {
        GroupId = ids.Uuid(),
        LeftGroup = table.GroupId,
        IsDeclared = false,
        IsReadOnly = false,
        MembershipEpoch = 0,
        Members = [],
        InstalledEpoch = 0,
        LeftLogs = [],
        State = table.State == TableState.Creating ? TableState.Deleting : table.State,
        Tail = TailOf(transaction, table),
    };

    /// <summary>What the others may not have, for the day on which this region is a replica again (rule 12).</summary>
    TableTail? TailOf(WriteTransaction transaction, TableEntry table)
    {
        var head = transaction.LogsOf(table.Number).Own.Covered;
        var shipped = volume.Shipments.Of(transaction, table);
        return shipped >= head ? null : new(table.GroupId, shipped, head, Stamp: 0, Position: 0);
    }

    void SetAside(WriteTransaction transaction, TableEntry table)
    {
        var suffix = $".aside-{time.GetUtcNow():yyyyMMddHHmmss}";
        var name = table.Name[..Math.Min(table.Name.Length, Limits.TableNameCharsMax - suffix.Length - 3)] + suffix;
        for (var copy = 2; catalog.PresentName(name) is not null; copy++)
        {
            name = $"{name[..(name.LastIndexOf(suffix, StringComparison.Ordinal) + suffix.Length)]}-{copy}";
        }

        var aside = table.IsDeclared ? Detached(transaction, table) : table;
        _ = catalog.Store(
            transaction, aside with { Definition = table.Definition with { Name = name }, LeftGroup = null });
    }

    sealed record Parsed(byte[] Document, RegionConfig Config);
}
