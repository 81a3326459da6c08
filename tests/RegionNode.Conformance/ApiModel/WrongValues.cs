using System.Globalization;
using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>Values that a member may not have, each with what the service says.</summary>
static class WrongValues
{
    const string ServiceClasses = "com.amazonaws.dynamodb.v20120810.";
    const string NoStructure = "Start of structure or map found where not expected";

    /// <summary>JSON of another type: the message of a SerializationException.</summary>
    public static IEnumerable<(JsonNode Value, string Message)> OfOtherTypes(ModelMember member)
    {
        switch (member.Type)
        {
            case "string":
                yield return (true, "TRUE_VALUE cannot be converted to String");
                yield return (5, "NUMBER_VALUE cannot be converted to String");
                yield return (5.5, "DECIMAL_VALUE cannot be converted to String");
                yield return (new JsonArray(), "Unrecognized collection type class java.lang.String");
                yield return (new JsonObject(), NoStructure);
                break;
            case "boolean":
                yield return ("maybe", "Unexpected token received from parser");
                yield return (5, "NUMBER_VALUE cannot be converted to Boolean");
                yield return (new JsonArray(), "Unrecognized collection type class java.lang.Boolean");
                yield return (new JsonObject(), NoStructure);
                break;
            case "integer" or "long":
                var name = member.Type == "integer" ? "Integer" : "Long";
                yield return ("5", $"STRING_VALUE cannot be converted to {name}");
                yield return (false, $"FALSE_VALUE cannot be converted to {name}");
                yield return (new JsonArray(), $"Unrecognized collection type class java.lang.{name}");
                yield return (new JsonObject(), NoStructure);
                break;
            case "list":
                yield return ("5", "Unexpected field type");
                yield return (5, "Unexpected field type");
                yield return (new JsonObject(), NoStructure);
                break;
            case "map":
                yield return ("5", "Unexpected field type");
                yield return (true, "Unexpected field type");
                yield return (new JsonArray(), $"Unrecognized collection type {MapOf(member.Of!)}");
                break;
            default:
                if (member.IsStructure)
                {
                    yield return ("5", "Unexpected field type");
                    yield return (
                        new JsonArray(), $"Unrecognized collection type class {ServiceClasses}{member.Type}");
                }

                break;
        }
    }

    /// <summary>Values beyond the bounds: what a ValidationException says of a member at that place.</summary>
    public static IEnumerable<(JsonNode Value, string Message)> BeyondBounds(ModelMember member, string at)
    {
        if (member.Values.Length > 0)
        {
            yield return ("NONSENSE", Broken("'NONSENSE'", at, "Member must satisfy enum value set: "));
            yield break;
        }

        switch (member.Type)
        {
            case "integer" or "long":
                if (member.Min is { } least)
                {
                    yield return (least - 1, Broken(
                        Quoted(least - 1), at, $"Member must have value greater than or equal to {least}"));
                }

                if (member.Max is { } most)
                {
                    yield return (most + 1, Broken(
                        Quoted(most + 1), at, $"Member must have value less than or equal to {most}"));
                }

                break;
            case "string":
                // Attribute names of 64 KB are no request that anybody sends.
                if (member.Max is < 65535 and { } longest)
                {
                    var text = new string('a', (int)longest + 1);
                    yield return (text, Broken(
                        $"'{text}'", at, $"Member must have length less than or equal to {longest}"));
                }

                if (member.Min is > 1 and { } shortest)
                {
                    var text = new string('a', (int)shortest - 1);
                    yield return (text, Broken(
                        $"'{text}'", at, $"Member must have length greater than or equal to {shortest}"));
                }

                break;
            case "list" when member.Min is { } fewest:
                yield return (new JsonArray(), Broken(
                    "'[]'", at, $"Member must have length greater than or equal to {fewest}"));
                break;
        }
    }

    public static string Missing(string at) => Broken("null", at, "Member must not be null");

    static string Broken(string value, string at, string rule) =>
        $"1 validation error detected: Value {value} at '{at}' failed to satisfy constraint: {rule}";

    static string Quoted(long value) => $"'{value.ToString(CultureInfo.InvariantCulture)}'";

    static string MapOf(string values) => values switch
    {
        _ when values.StartsWith("string", StringComparison.Ordinal) =>
            "java.util.Map<java.lang.String, java.lang.String>",
        _ when values.StartsWith("list<", StringComparison.Ordinal) =>
            $"java.util.Map<java.lang.String, java.util.List<{ServiceClasses}{values.Split('<', '>')[1]}>>",
        _ => $"java.util.Map<java.lang.String, {ServiceClasses}{values}>",
    };
}
