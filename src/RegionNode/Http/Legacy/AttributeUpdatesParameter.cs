using GlobalTables.RegionNode.Expressions.Legacy;

namespace GlobalTables.RegionNode.Http.Legacy;

/// <summary><c>AttributeUpdates</c>: what an update does with each attribute.</summary>
static class AttributeUpdatesParameter
{
    static readonly Choices<UpdateAction> Actions = new(
        UpdateAction.Put,
        ("ADD", UpdateAction.Add),
        ("PUT", UpdateAction.Put),
        ("DELETE", UpdateAction.Delete));

    public static void CheckConstraints(JsonObject request, ref Constraints constraints)
    {
        foreach (var (attribute, update) in Map(request))
        {
            ActionOf(attribute, update.AsElement("AttributeValueUpdate")!, ref constraints);
        }
    }

    /// <summary>The updates of a request whose constraints are checked; perhaps none.</summary>
    public static List<AttributeUpdate> Read(JsonObject request)
    {
        var constraints = new Constraints();
        var updates = new List<AttributeUpdate>();
        foreach (var (attribute, value) in Map(request))
        {
            var given = value.AsObject()!;
            var action = ActionOf(attribute, given, ref constraints);
            var update = new AttributeUpdate(attribute, action, given["Value"u8].AsAttributeMember());
            update.Check();
            updates.Add(update);
        }

        return updates;
    }

    static Dictionary<string, JsonSlice> Map(JsonObject request) =>
        request["AttributeUpdates"u8].AsMap("AttributeValueUpdate") ?? [];

    static UpdateAction ActionOf(string attribute, JsonObject update, ref Constraints constraints) =>
        constraints.One(update["Action"u8], $"attributeUpdates.{attribute}.member.action", Actions);
}
