using System.Globalization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Http;

/// <summary>
/// What a request breaks of the service's model of its own API. The service tells all of it in one message,
/// before it looks at anything else.
/// </summary>
struct Constraints
{
    List<string>? broken;

    public void NotNull(JsonSlice value, string at)
    {
        if (value.IsAbsent)
        {
            Add("null", at, "Member must not be null");
        }
    }

    /// <summary>The value as one of the choices; the choice that an absent one stands for.</summary>
    public T One<T>(JsonSlice value, string at, Choices<T> choices)
        where T : struct
    {
        if (choices.TryFind(value, out var choice))
        {
            return choice;
        }

        Add(Quoted(value.AsString()!), at, $"Member must satisfy enum value set: [{choices}]");
        return default;
    }

    public void Between(long? value, string at, long min, long max = long.MaxValue)
    {
        if (value < min)
        {
            Add(Quoted(value.Value), at, $"Member must have value greater than or equal to {min}");
        }
        else if (value > max)
        {
            Add(Quoted(value.Value), at, $"Member must have value less than or equal to {max}");
        }
    }

    public void Length(string? value, string at, int min, int max)
    {
        if (value?.Length < min)
        {
            Add(Quoted(value), at, $"Member must have length greater than or equal to {min}");
        }
        else if (value?.Length > max)
        {
            Add(Quoted(value), at, $"Member must have length less than or equal to {max}");
        }
    }

    /// <summary>A name of a table or an index: which characters it has.</summary>
    public void Name(string name, string at)
    {
        if (name.Length == 0 || !name.All(IsOfName))
        {
            Add(Quoted(name), at, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
    }

    /// <param name="value">The value in quotes, or null.</param>
    public void Add(string value, string at, string rule)
    {
        broken ??= [];
        if (broken.Count < Limits.ConstraintsToldMax)
        {
            broken.Add($"Value {value} at '{at}' failed to satisfy constraint: {rule}");
        }
    }

    public readonly void Check()
    {
        if (broken is not null)
        {
            var errors = broken.Count == 1 ? "error" : "errors";
            throw DynamoException.Validation(
                $"{broken.Count} validation {errors} detected: {string.Join("; ", broken)}");
        }
    }

    public static string Quoted(string value) => $"'{value}'";

    static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-';

    static string Quoted(long value) => Quoted(value.ToString(CultureInfo.InvariantCulture));
}
