using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Storage;

namespace GlobalTables.RegionNode.Http;

/// <summary>One replica to add or remove, as <c>ReplicaUpdates</c> asks for it.</summary>
sealed record ReplicaUpdate(RequestedChange Change, string Region)
{
    static readonly string[] Actions = ["Create", "Update", "Delete", "Disassociate"];

    static readonly string[] UnsupportedInCreate =
    [
        "KMSMasterKeyId", "ProvisionedThroughputOverride", "OnDemandThroughputOverride", "GlobalSecondaryIndexes",
        "TableClassOverride",
    ];

    /// <summary>The updates of a request, null when it has none.</summary>
    public static List<ReplicaUpdate>? Read(JsonSlice list, ref Constraints constraints)
    {
        if (list.AsList() is not { } elements)
        {
            return null;
        }

        if (elements.Count == 0)
        {
            constraints.Add("'[]'", "replicaUpdates", "Member must have length greater than or equal to 1");
        }

        var updates = new List<ReplicaUpdate>();
        for (var i = 0; i < elements.Count; i++)
        {
            updates.Add(ReadOne(elements[i].AsObject(), $"replicaUpdates.{i + 1}.member", ref constraints));
        }

        return updates;
    }

    /// <summary>A request changes one replica; the same creation told twice is one.</summary>
    public static ReplicaUpdate OnlyOne(List<ReplicaUpdate> updates)
    {
        var distinct = updates.Distinct().ToList();
        if (distinct.Count > 1)
        {
            throw DynamoException.Validation(
                "Update table operation with more than one create or delete replica actions not allowed");
        }

        return distinct[0];
    }

    /// <summary>Adding a replica that is there already succeeds and changes nothing, whatever state it is in.</summary>
    public bool IsDoneIn(TableEntry table) => Change == RequestedChange.CreateReplica && IsMember(table);

    public void CheckAgainst(string localRegion, TableEntry table)
    {
        if (Region == localRegion)
        {
            throw DynamoException.Validation(
                "Cannot add or delete the local region through ReplicaUpdates. "
                + "Use CreateTable, DeleteTable, or UpdateTable as required.");
        }

        if (Change == RequestedChange.DeleteReplica && !IsMember(table))
        {
            throw DynamoException.Validation(
                "Update global table operation failed because one or more replicas were not part of the global "
                + $"table. Please retry the request without these replicas: [{Region}].");
        }

        if (!RegionName.IsValid(Region))
        {
            throw DynamoException.Validation(
                $"Region {Region} is not supported. A region's name has lower-case letters, digits and hyphens, "
                + $"begins with a letter, and has at most {Limits.RegionNameCharsMax} characters.");
        }
    }

    bool IsMember(TableEntry table) => table.Replicas.Any(replica => replica.Region == Region);

    static ReplicaUpdate ReadOne(JsonObject? element, string at, ref Constraints constraints)
    {
        var actions = element is null ? [] : Actions.Where(action => element.Has(action)).ToList();
        if (actions.Count > 1)
        {
            throw DynamoException.Validation(
                "Update table operation with more than one type of replica actions not allowed.");
        }

        if (actions.Count == 0)
        {
            throw NoActions();
        }

        return actions[0] switch
        {
            "Create" => ReadCreate(element!["Create"u8].AsObject()!, at + ".create", ref constraints),
            "Delete" => new(
                RequestedChange.DeleteReplica,
                ReadRegion(element!["Delete"u8].AsObject()!, at + ".delete", ref constraints)),
            "Update" when element!["Update"u8].AsObject() is { Count: <= 1 } => throw NoActions(),
            _ => throw DynamoException.NotSupported("ReplicaUpdates." + actions[0]),
        };
    }

    static ReplicaUpdate ReadCreate(JsonObject create, string at, ref Constraints constraints)
    {
        var region = ReadRegion(create, at, ref constraints);
        UnsupportedParameters.Refuse(create, UnsupportedInCreate, "ReplicaUpdates.Create.");
        return new ReplicaUpdate(RequestedChange.CreateReplica, region);
    }

    static string ReadRegion(JsonObject action, string at, ref Constraints constraints)
    {
        constraints.NotNull(action["RegionName"u8], at + ".regionName");
        return action["RegionName"u8].AsString() ?? "";
    }

    static DynamoException NoActions() => DynamoException.Validation(
        "There are no actions specified in the Replica Update Action of the request.");
}
