namespace GlobalTables.RegionNode.Http;

/// <summary>The values that a parameter may have, in the order in which the service tells them.</summary>
/// <param name="absent">What a request without the parameter means.</param>
sealed class Choices<T>(T absent, params (string Name, T Value)[] values)
    where T : struct
{
    public bool TryFind(JsonSlice name, out T value)
    {
        value = absent;
        if (name.IsAbsent)
        {
            return true;
        }

        foreach (var choice in values)
        {
            if (name.Is(choice.Name))
            {
                value = choice.Value;
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(", ", values.Select(choice => choice.Name));
}
