using System.Globalization;
using System.Text;

namespace GlobalTables.RegionNode.Benchmarks;

/// <summary>The items of all measurements, under keys that come in no order.</summary>
static class BenchmarkItems
{
    public const int KeyChars = 16;

    /// <summary>The least size: names and values count, of which all but one are there anyway.</summary>
    public const int ItemBytesMin = 2 + KeyChars + 4 + 1;

    /// <summary>The size as the service counts it. A run sets it once, before all else.</summary>
    public static int ItemBytes { get; set; } = 1024;

    static string Data => new('x', ItemBytes - "pk".Length - KeyChars - "data".Length);

    static readonly string NoKey = "\"pk\":{\"S\":\"" + new string('0', KeyChars) + "\"}";

    /// <summary>The key of a number: each number has its own, and neighbours are far apart.</summary>
    public static void WriteKey(long number, Span<byte> utf8) =>
        (unchecked((ulong)number * 0x9E3779B97F4A7C15)).TryFormat(utf8, out _, "x16", CultureInfo.InvariantCulture);

    /// <summary>An item as DynamoDB's JSON; the key's characters are at <see cref="KeyIn"/>.</summary>
    public static byte[] Json(long number)
    {
        var json = Encoding.UTF8.GetBytes("{\"data\":{\"S\":\"" + Data + "\"}," + NoKey + "}");
        WriteKey(number, json.AsSpan(KeyIn(json), KeyChars));
        return json;
    }

    public static byte[] Key(long number)
    {
        var json = Encoding.UTF8.GetBytes("{" + NoKey + "}");
        WriteKey(number, json.AsSpan(KeyIn(json), KeyChars));
        return json;
    }

    /// <summary>Where an item's data begins in a text; null where there is none, or too little to write a number to.</summary>
    public static int? DataIn(ReadOnlySpan<byte> text)
    {
        var before = "\"data\":{\"S\":\""u8;
        var found = text.IndexOf(before);
        return found < 0 || Data.Length < KeyChars ? null : found + before.Length;
    }

    /// <summary>Where the key's characters are in a text that has it last.</summary>
    public static int KeyIn(ReadOnlySpan<byte> text)
    {
        var before = "\"pk\":{\"S\":\""u8;
        return text.IndexOf(before) + before.Length;
    }
}
