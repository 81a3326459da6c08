using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http.Legacy;

/// <summary><c>AttributesToGet</c>: whole attributes by their names.</summary>
static class AttributesToGetParameter
{
    public static void CheckConstraints(JsonObject request, string at, ref Constraints constraints)
    {
        if (request["AttributesToGet"u8].AsList() is { Count: 0 })
        {
            constraints.Add("'[]'", at, "Member must have length greater than or equal to 1");
        }
    }

    /// <summary>The projection that the request asks for, null where it asks for none.</summary>
    public static Projection? Read(JsonObject request)
    {
        if (request["AttributesToGet"u8].AsList() is not { } list)
        {
            return null;
        }

        var names = new HashSet<string>(list.Count);
        foreach (var name in list)
        {
            if (name.AsString() is { } attribute && !names.Add(attribute))
            {
                throw DynamoException.InvalidParameter($"Duplicate value in attribute name: {attribute}");
            }
        }

        return Projection.To([.. names.Select(DocumentPath.Of)]);
    }
}
