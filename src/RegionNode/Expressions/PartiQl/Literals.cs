using System.Globalization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>
/// Literals to values. Messages name what is wrong by its path inside the value, which the service calls root,
/// whatever attribute it is for.
/// </summary>
static class Literals
{
    const string Root = "root";

    public static AttributeValue ValueOf(Node node) => ValueOf(node, Root, 1);

    static AttributeValue ValueOf(Node node, string path, int level)
    {
        if (level > Limits.NestingDepthMax)
        {
            throw DynamoException.Validation($"Nesting Levels have exceeded supported limits under {path}");
        }

        return node switch
        {
            Node.Text text => new AttributeValue.S(text.Value),
            Node.Number number => new AttributeValue.N(NumberOf(number, path)),
            Node.Truth truth => new AttributeValue.Bool(truth.Value),
            Node.Null => new AttributeValue.Null(),
            Node.List list => new AttributeValue.L([.. list.Elements.Select(
                (element, index) => ValueOf(element, Indexed(path, index), level + 1))]),
            Node.Tuple tuple => new AttributeValue.M(MapOf(tuple, path, level)),
            Node.Bag bag => SetOf(bag, path),
            _ => throw NoValue(node, path),
        };
    }

    /// <summary>The members of a tuple that is an item: their names, and what is not read yet.</summary>
    public static IEnumerable<(string Name, Node Value)> MembersOf(Node.Tuple tuple, string path = Root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in tuple.Members)
        {
            if (name is not Node.Text text)
            {
                throw NoValue(name, path);
            }

            if (!seen.Add(text.Value))
            {
                throw DynamoException.Validation($"Duplicate keys in tuple. Key: {text.Value} under {path}");
            }

            yield return (text.Value, value);
        }
    }

    static Dictionary<string, AttributeValue> MapOf(Node.Tuple tuple, string path, int level)
    {
        var map = new Dictionary<string, AttributeValue>(tuple.Members.Length);
        foreach (var (name, value) in MembersOf(tuple, path))
        {
            map[name] = ValueOf(value, $"{path}.{name}", level + 1);
        }

        return map;
    }

    static AttributeValue SetOf(Node.Bag bag, string path)
    {
        if (bag.Elements.Length == 0)
        {
            throw DynamoException.Validation("Empty bags are not supported");
        }

        if (Array.TrueForAll(bag.Elements, static element => element is Node.Text))
        {
            var texts = bag.Elements.Select(element => ((Node.Text)element).Value).ToList();
            return SetOperations.HasDuplicates(texts, StringComparer.Ordinal)
                ? throw Duplicates(texts, ".")
                : new AttributeValue.StringSet(texts);
        }

        if (!Array.TrueForAll(bag.Elements, static element => element is Node.Number))
        {
            throw DynamoException.Validation(
                "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
        }

        var numbers = bag.Elements.Select(element => NumberOf((Node.Number)element, path)).ToList();
        return SetOperations.HasDuplicates(numbers, EqualityComparer<AttributeNumber>.Default)
            ? throw Duplicates(bag.Elements.Select(element => ((Node.Number)element).Digits), $"! under {path}")
            : new AttributeValue.NumberSet(numbers);
    }

    static AttributeNumber NumberOf(Node.Number number, string path)
    {
        try
        {
            return AttributeNumber.Parse(number.Digits);
        }
        catch (DynamoException refusal) when (refusal.IsValidation)
        {
            throw DynamoException.Validation($"{refusal.Message} under {path}");
        }
    }

    static string Indexed(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    static DynamoException Duplicates(IEnumerable<string> elements, string end) => DynamoException.InvalidParameter(
        $"Input collection [{string.Join(", ", elements)}] contains duplicates{end}");

    static DynamoException NoValue(Node node, string path) =>
        Malformed.At($"Unsupported data type: {node.Name} under key {path}", node.At);
}
