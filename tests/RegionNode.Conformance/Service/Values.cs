using System.Text;

namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>Attribute values and items, as short as the tests need them to be read at a glance.</summary>
static class Values
{
    public static AttributeValue S(string text) => new() { S = text };

    public static AttributeValue N(string number) => new() { N = number };

    public static AttributeValue B(params byte[] bytes) => new() { B = new MemoryStream(bytes) };

    public static AttributeValue Bool(bool value) => new() { BOOL = value };

    public static AttributeValue Null() => new() { NULL = true };

    public static AttributeValue SS(params string[] set) => new() { SS = [.. set] };

    public static AttributeValue NS(params string[] set) => new() { NS = [.. set] };

    public static AttributeValue BS(params byte[][] set) =>
        new() { BS = [.. set.Select(bytes => new MemoryStream(bytes))] };

    public static AttributeValue L(params AttributeValue[] list) => new() { L = [.. list] };

    public static AttributeValue M(params (string Name, AttributeValue Value)[] map) => new() { M = Map(map) };

    public static Dictionary<string, AttributeValue> Map(params (string Name, AttributeValue Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);

    /// <summary>An item of the shared table that has a partition key only.</summary>
    public static Dictionary<string, AttributeValue> Item(
        string pk, params (string Name, AttributeValue Value)[] attributes) => Map([("pk", S(pk)), .. attributes]);

    /// <summary>An item of a table with a sort key.</summary>
    public static Dictionary<string, AttributeValue> Item(
        string pk, AttributeValue sk, params (string Name, AttributeValue Value)[] attributes) =>
        Map([("pk", S(pk)), ("sk", sk), .. attributes]);

    public static Dictionary<string, string> Names(params (string Placeholder, string Name)[] names) =>
        names.ToDictionary(name => name.Placeholder, name => name.Name);

    /// <summary>A value as text in which the order of sets and maps does not show.</summary>
    public static string Text(AttributeValue? value) => value switch
    {
        null => "nothing",
        { S: { } text } => $"S:{text}",
        { N: { } number } => $"N:{number}",
        { B: { } bytes } => $"B:{Convert.ToBase64String(bytes.ToArray())}",
        { BOOL: { } flag } => $"BOOL:{flag}",
        { NULL: true } => "NULL",
        { SS: { } set } => $"SS:{Sorted(set)}",
        { NS: { } set } => $"NS:{Sorted(set)}",
        { BS: { } set } => $"BS:{Sorted(set.Select(bytes => Convert.ToBase64String(bytes.ToArray())))}",
        { L: { } list } => $"L:[{string.Join(", ", list.Select(Text))}]",
        { M: { } map } => $"M:{Text(map)}",
        _ => "empty",
    };

    public static string Text(Dictionary<string, AttributeValue>? map)
    {
        if (map is null)
        {
            return "nothing";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in map.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length > 1 ? ", " : "").Append(name).Append('=').Append(Text(value));
        }

        return text.Append('}').ToString();
    }

    static string Sorted(IEnumerable<string> set) => $"{{{string.Join(", ", set.Order(StringComparer.Ordinal))}}}";
}
