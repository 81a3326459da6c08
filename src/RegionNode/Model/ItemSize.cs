using System.Text;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// What DynamoDB counts: attribute names and values in bytes of UTF-8, with three bytes for a list or map and
/// one for each of its elements
/// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
/// </summary>
static class ItemSize
{
    const int DocumentBytes = 3;
    const int ElementBytes = 1;

    public static int Of(Dictionary<string, AttributeValue> item)
    {
        var size = 0;
        foreach (var (name, value) in item)
        {
            size += Encoding.UTF8.GetByteCount(name) + Of(value);
        }

        return size;
    }

    public static int Of(AttributeValue value) => value switch
    {
        AttributeValue.S text => Encoding.UTF8.GetByteCount(text.Value),
        AttributeValue.N number => number.Value.Size,
        AttributeValue.B binary => binary.Value.Length,
        AttributeValue.Bool => 1,
        AttributeValue.Null => 1,
        AttributeValue.M map => DocumentBytes + (map.Value.Count * ElementBytes) + Of(map.Value),
        AttributeValue.L list => DocumentBytes + (list.Value.Count * ElementBytes) + Sum(list.Value, Of),
        AttributeValue.StringSet set => Sum(set.Value, Encoding.UTF8.GetByteCount),
        AttributeValue.NumberSet set => Sum(set.Value, static number => number.Size),
        AttributeValue.BinarySet set => Sum(set.Value, static bytes => bytes.Length),
        _ => throw new InvalidOperationException($"Not an attribute value: {value.TypeName}"),
    };

    static int Sum<T>(List<T> elements, Func<T, int> sizeOf)
    {
        var size = 0;
        foreach (var element in elements)
        {
            size += sizeOf(element);
        }

        return size;
    }
}
