using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>One element of <c>GlobalSecondaryIndexUpdates</c>: an index to make, to change or to remove.</summary>
/// <param name="Name">The index's name.</param>
/// <param name="Create">The index to make.</param>
/// <param name="Throughput">What an index that is there shall be provisioned with.</param>
/// <param name="IsDelete">The index is removed.</param>
sealed record IndexUpdate(string Name, IndexParameters? Create, Throughput? Throughput, bool IsDelete)
{
    static readonly string[] Actions = ["Update", "Create", "Delete"];
    static readonly string[] UnsupportedInUpdate = ["OnDemandThroughput", "WarmThroughput"];

    public bool IsCreateOrDelete => Create is not null || IsDelete;

    /// <summary>The updates of a request; none where it has none.</summary>
    public static List<IndexUpdate> ReadList(JsonSlice list, ref Constraints constraints)
    {
        var updates = new List<IndexUpdate>();
        foreach (var (place, element) in (list.AsList() ?? []).Index())
        {
            updates.Add(Read(
                element.AsObject() ?? throw NoAction(), $"globalSecondaryIndexUpdates.{place + 1}.member",
                ref constraints));
        }

        return updates;
    }

    /// <summary>What is wrong with the list, whatever the table is.</summary>
    public static void Check(List<IndexUpdate> updates)
    {
        foreach (var (place, update) in updates.Index())
        {
            if (updates.Take(place).Any(other => other.Name == update.Name))
            {
                throw DynamoException.InvalidParameter("Only one global secondary index update per index is allowed "
                    + $"simultaneously. Index: {update.Name}");
            }
        }
    }

    static IndexUpdate Read(JsonObject element, string at, ref Constraints constraints)
    {
        var actions = Actions.Where(element.Has).ToList();
        if (actions.Count == 0)
        {
            throw NoAction();
        }

        if (actions.Count > 1)
        {
            throw DynamoException.InvalidParameter(
                "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object");
        }

        var action = element.Find(actions[0]).AsObject()!;
        if (actions[0] == "Create")
        {
            var create = IndexParameters.Read(action, at + ".create", IndexKind.Global, ref constraints);
            return new IndexUpdate(create.Name, create, null, IsDelete: false);
        }

        at += actions[0] == "Update" ? ".update" : ".delete";
        constraints.NotNull(action["IndexName"u8], at + ".indexName");
        var name = action["IndexName"u8].AsString();
        IndexParameters.CheckName(name, at + ".indexName", ref constraints);
        if (actions[0] == "Delete")
        {
            return new IndexUpdate(name ?? "", null, null, IsDelete: true);
        }

        UnsupportedParameters.Refuse(action, UnsupportedInUpdate, "GlobalSecondaryIndexUpdates.Update.");
        var throughput = BillingParameters.ThroughputOf(
            action["ProvisionedThroughput"u8], at + ".provisionedThroughput", ref constraints);
        return new IndexUpdate(name ?? "", null, throughput, IsDelete: false);
    }

    static DynamoException NoAction() => DynamoException.InvalidParameter("One of GlobalSecondaryIndexUpdate.Update, "
        + "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null");
}
