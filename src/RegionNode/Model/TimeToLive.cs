using System.Text.Json;

namespace GlobalTables.RegionNode.Model;

/// <summary>When items expire: what an attribute of theirs says, in seconds since 1970.</summary>
static class TimeToLive
{
    /// <summary>What is further in the past is taken for a mistake: it never expires.</summary>
    const int YearsMax = 5;

    /// <summary>
    /// The whole seconds that the item's attribute of that name says; null where it has none, or it is no number.
    /// </summary>
    /// <param name="json">The item as canonical JSON.</param>
    /// <param name="attribute">A top-level attribute.</param>
    public static long? ExpiryOf(ReadOnlySpan<byte> json, string attribute)
    {
        try
        {
            var reader = new Utf8JsonReader(json, AttributeJson.ReaderOptions);
            if (!reader.Read())
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(attribute);
                reader.Read();
                if (isIt)
                {
                    return AttributeJson.Read(ref reader) is AttributeValue.N number ? SecondsOf(number.Value) : null;
                }

                reader.Skip();
            }

            return null;
        }
        catch (Exception damage) when (damage is JsonException or DynamoException)
        {
            // A damaged row is somebody else's business.
            return null;
        }
    }

    /// <summary>Whether what expires at that second has expired.</summary>
    public static bool IsDue(long? expires, DateTimeOffset now) =>
        expires is { } second && second >= Oldest(now) && second < now.ToUnixTimeSeconds();

    /// <summary>The first second that is not too long ago.</summary>
    public static long Oldest(DateTimeOffset now) => now.AddYears(-YearsMax).ToUnixTimeSeconds();

    static long? SecondsOf(AttributeNumber number)
    {
        var seconds = (UInt128)number.Coefficient;
        for (var i = number.Exponent; i < 0 && seconds > 0; i++)
        {
            seconds /= 10;
        }

        for (var i = 0; i < number.Exponent && seconds > 0; i++)
        {
            if (seconds > long.MaxValue / 10)
            {
                return null;
            }

            seconds *= 10;
        }

        return seconds > long.MaxValue || number.IsNegative ? null : (long)seconds;
    }
}
