using System.Text.Json;

namespace GlobalTables.RegionNode.Http.Shapes;

/// <summary>
/// What the service's model of its API says of a value: the type of its JSON, and bounds. The operations that move
/// items read their parameters by hand, which is faster; those about tables state them.
/// </summary>
abstract class Shape
{
    /// <summary>Refuses JSON of another type; the service does so before it looks at anything else.</summary>
    /// <param name="value">The value, which is there.</param>
    /// <param name="isElement">True in a list: some messages differ there.</param>
    public abstract void CheckType(JsonSlice value, bool isElement);

    /// <summary>Notes what the value breaks of its bounds.</summary>
    /// <param name="value">The value, which is there and of the right type.</param>
    /// <param name="at">Where it is, as messages tell it.</param>
    /// <param name="constraints">Takes what is broken.</param>
    public virtual void Check(JsonSlice value, string at, ref Constraints constraints)
    {
    }
}

/// <summary>A string with bounds on its length, a pattern for names, or a set of values.</summary>
sealed class TextShape(int min = 0, int max = int.MaxValue) : Shape
{
    /// <summary>True for a name of a table or an index.</summary>
    public bool IsName { get; init; }

    /// <summary>The values that it may have, in the order in which they are told; any if there are none.</summary>
    public string[] Choices { get; init; } = [];

    public static TextShape Name { get; } = new(3, 255) { IsName = true };

    /// <summary>The name of a table, or its ARN; the name in it is checked when it is looked up.</summary>
    public static TextShape TableArn { get; } = new(1, 1024);

    public static TextShape ResourceArn { get; } = new(1, 1283);

    public override void CheckType(JsonSlice value, bool isElement)
    {
        // Reading it would make a string for nothing.
        if (value.Kind != JsonTokenType.String)
        {
            _ = value.AsString();
        }
    }

    public override void Check(JsonSlice value, string at, ref Constraints constraints)
    {
        var text = value.AsString()!;
        if (IsName)
        {
            constraints.Name(text, at);
        }

        constraints.Length(text, at, min, max);
        if (Choices.Length > 0 && !Choices.Contains(text))
        {
            constraints.Add(
                Constraints.Quoted(text), at, $"Member must satisfy enum value set: [{string.Join(", ", Choices)}]");
        }
    }
}

/// <summary>A whole number.</summary>
sealed class NumberShape(long min = long.MinValue, long max = long.MaxValue, string type = "Integer") : Shape
{
    public override void CheckType(JsonSlice value, bool isElement)
    {
        if (value.Kind != JsonTokenType.Number)
        {
            _ = value.AsLong(type);
        }
    }

    public override void Check(JsonSlice value, string at, ref Constraints constraints) =>
        constraints.Between(value.AsLong(type), at, min, max);
}

/// <summary>A point in time, in seconds.</summary>
sealed class TimeShape : Shape
{
    public override void CheckType(JsonSlice value, bool isElement) => _ = value.AsLong("Date");
}

sealed class TruthShape : Shape
{
    public override void CheckType(JsonSlice value, bool isElement)
    {
        if (value.Kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            _ = value.AsBoolean();
        }
    }
}

/// <summary>What is in a list or a map that is read elsewhere.</summary>
sealed class AnyShape : Shape
{
    public override void CheckType(JsonSlice value, bool isElement)
    {
    }
}

/// <summary>A map by names.</summary>
/// <param name="of">What its values are, in the service's model or in its language.</param>
/// <param name="values">Their shape; null where they are read elsewhere.</param>
sealed class MapShape(string of, Shape? values = null) : Shape
{
    public override void CheckType(JsonSlice value, bool isElement)
    {
        if (values is null && value.Kind == JsonTokenType.StartObject)
        {
            return;
        }

        foreach (var one in value.AsMap(of)!.Values)
        {
            values?.CheckType(one, isElement: true);
        }
    }
}

sealed class ListShape(Shape element, int min = 0) : Shape
{
    public override void CheckType(JsonSlice value, bool isElement)
    {
        if (element is AnyShape && value.Kind == JsonTokenType.StartArray)
        {
            return;
        }

        foreach (var one in value.AsList()!)
        {
            if (one.IsPresent)
            {
                element.CheckType(one, isElement: true);
            }
        }
    }

    public override void Check(JsonSlice value, string at, ref Constraints constraints)
    {
        var list = value.AsList()!;
        if (list.Count < min)
        {
            constraints.Add("'[]'", at, $"Member must have length greater than or equal to {min}");
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].IsPresent)
            {
                element.Check(list[i], $"{at}.{i + 1}.member", ref constraints);
            }
        }
    }
}
