using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Tests.Http;

/// <summary>A random condition, once as PartiQL says it and once as an expression does.</summary>
sealed record Drawn(string Statement, string Expression, IReadOnlyDictionary<string, JsonNode> Values)
{
    public static readonly string[] PartitionKeys = ["a", "b", "c", "d"];
    public static readonly string[] Texts = ["", "b", "be", "bee", "it's", "z"];

    static readonly string[] Comparators = ["=", "<>", "<", "<=", ">", ">="];

    public static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];

    public static Drawn Condition(Random random, int depth, bool keys = true)
    {
        var values = new Dictionary<string, JsonNode>();
        var (statement, expression) = Node(random, depth, keys, values);
        return new Drawn(statement, expression, values);
    }

    /// <summary>The request with the condition in that parameter.</summary>
    public JsonObject Request(JsonObject request, string parameter)
    {
        request[parameter] = Expression;
        if (Values.Count > 0)
        {
            request["ExpressionAttributeValues"] =
                new JsonObject(Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.DeepClone())));
        }

        return request;
    }

    static (string Statement, string Expression) Node(
        Random random, int depth, bool keys, Dictionary<string, JsonNode> values)
    {
        if (depth == 0 || random.Next(3) == 0)
        {
            return Leaf(random, keys, values);
        }

        var left = Node(random, depth - 1, keys, values);
        if (random.Next(5) == 0)
        {
            return ($"NOT ({left.Statement})", $"NOT ({left.Expression})");
        }

        var right = Node(random, depth - 1, keys, values);
        var word = random.Next(2) == 0 ? "AND" : "OR";
        return ($"({left.Statement}) {word} ({right.Statement})", $"({left.Expression}) {word} ({right.Expression})");
    }

    static (string Statement, string Expression) Leaf(Random random, bool keys, Dictionary<string, JsonNode> values)
    {
        var path = keys && random.Next(2) == 0
            ? random.Next(3) == 0 ? "sk" : "pk"
            : Pick(random, ["n", "s", "m.x", "gone"]);
        var first = Value(random, path, values);
        switch (random.Next(keys && path == "pk" ? 3 : 9))
        {
            case 0 or 1:
                return ($"{path} = {first.Literal}", $"{path} = {first.Placeholder}");
            case 2:
                var second = Value(random, path, values);
                return (
                    $"{path} IN [{first.Literal}, {second.Literal}]",
                    $"{path} IN ({first.Placeholder}, {second.Placeholder})");
            case 3:
                values.Remove(first.Placeholder);
                return ($"{path} IS MISSING", $"attribute_not_exists({path})");
            case 4:
                values.Remove(first.Placeholder);
                return ($"{path} IS NOT MISSING", $"attribute_exists({path})");
            case 5:
                values.Remove(first.Placeholder);
                var prefix = Value(random, "s", values);
                return ($"begins_with({path}, {prefix.Literal})", $"begins_with({path}, {prefix.Placeholder})");
            case 6:
                var upper = Value(random, path, values);
                var isOrdered = string.CompareOrdinal(first.Literal, upper.Literal) <= 0;
                var (low, high) = isOrdered ? (first, upper) : (upper, first);
                return (
                    $"{path} BETWEEN {low.Literal} AND {high.Literal}",
                    $"{path} BETWEEN {low.Placeholder} AND {high.Placeholder}");
            default:
                var comparator = Pick(random, Comparators);
                return (
                    $"{path} {comparator} {first.Literal}", $"{path} {comparator} {first.Placeholder}");
        }
    }

    static (string Literal, string Placeholder) Value(Random random, string path, Dictionary<string, JsonNode> values)
    {
        var placeholder = $":v{values.Count}x{random.Next()}";
        var isNumber = path is "n" or "m.x" or "gone";
        var text = isNumber || path == "sk"
            ? $"{random.Next(path == "sk" ? 1 : 0, 9)}"
            : Pick(random, path == "pk" ? PartitionKeys : Texts);
        values[placeholder] = new JsonObject { [isNumber ? "N" : "S"] = text };
        var literal = isNumber ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        return (literal, placeholder);
    }
}
