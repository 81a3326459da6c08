using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>For any member a value that asks for something.</summary>
static class Samples
{
    const int DepthMost = 4;

    public static JsonNode Of(ModelMember member) => Of(member, 0);

    static JsonNode Of(ModelMember member, int depth)
    {
        if (member.Values.Length > 0)
        {
            return member.Values[0];
        }

        return member.Type switch
        {
            "string" => new string('a', (int)Math.Max(3, member.Min ?? 0)),
            "integer" or "long" or "double" or "timestamp" => Math.Max(1, member.Min ?? 1),
            "boolean" => true,
            "blob" => "",
            "list" => new JsonArray(Element(member.Of!, depth)),
            "map" => new JsonObject { ["aaa"] = Element(member.Of!, depth) },
            _ => Structure(member.Type, depth + 1),
        };
    }

    static JsonNode Element(string type, int depth) =>
        Of(ModelMember.Parse($"  Element {type}"), depth);

    static JsonObject Structure(string type, int depth)
    {
        if (type == "AttributeValue")
        {
            return new JsonObject { ["S"] = "a" };
        }

        // All that it may have; but one of its parts where they exclude each other.
        var members = ServiceModel.Instance.Structures[type].AsEnumerable();
        var structure = new JsonObject();
        foreach (var member in depth < DepthMost ? members : [])
        {
            structure[member.Name] = Of(member, depth);
            if (!members.Any(other => other.IsRequired) && member.IsStructure)
            {
                break;
            }
        }

        return structure;
    }
}
