using System.Globalization;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>One stream of one copy of a table.</summary>
sealed record StreamEntry
{
    /// <summary>The stream's number in this volume; never reused.</summary>
    public required long Number { get; init; }

    public required long TableNumber { get; init; }

    /// <summary>The table's name while the stream was its; another table may have it by now.</summary>
    public required string TableName { get; init; }

    public required KeySchema Keys { get; init; }

    /// <summary>Tells the stream from others of tables of that name: when it was made.</summary>
    public required string Label { get; init; }

    public required StreamView View { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while changes are recorded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsOpen => EndedAt is null;

    public static string LabelAt(DateTimeOffset created) =>
        created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
