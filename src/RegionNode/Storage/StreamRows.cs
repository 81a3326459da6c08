using System.Text.Json;
using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Storage;

/// <summary>Streams and their shards as they are stored.</summary>
static class StreamRows
{
    const string Columns = "SELECT number, table_number, table_name, keys, label, view, created, ended FROM stream";

    const string SelectLatest =
        Columns + " WHERE number IN (SELECT max(number) FROM stream GROUP BY table_number)";

    const string SelectOne = Columns + " WHERE table_name = ? AND label = ?";

    const string SelectAfter = Columns + " WHERE (table_name, label) > (?, ?) ORDER BY table_name, label LIMIT ?";

    const string SelectAfterOfTable = Columns + " WHERE table_name = ? AND label > ? ORDER BY label LIMIT ?";

    const string SelectLastCreated = "SELECT max(created) FROM stream WHERE table_name = ?";

    const string InsertStream = """
        INSERT INTO stream (table_number, table_name, keys, label, view, created) VALUES (?, ?, ?, ?, ?, ?)
        RETURNING number
        """;

    const string UpdateEnded = "UPDATE stream SET ended = ? WHERE number = ?";

    const string SelectShards =
        "SELECT number, parent, opened, last, trimmed FROM stream_shard WHERE stream = ? ORDER BY number";

    const string SelectOpenShard = """
        SELECT number, parent, opened, last, trimmed FROM stream_shard
        WHERE stream = ? AND closed IS NULL ORDER BY number DESC LIMIT 1
        """;

    const string InsertShard =
        "INSERT INTO stream_shard (stream, parent, opened, trimmed) VALUES (?, ?, ?, 0) RETURNING number";

    const string SetTrimmed = "UPDATE stream_shard SET trimmed = ? WHERE number = ?";

    const string UpdateClosed = "UPDATE stream_shard SET closed = ?, last = ? WHERE number = ?";

    const string SelectLast =
        "SELECT sequence FROM stream_record WHERE sequence > ? AND sequence < ? ORDER BY sequence DESC LIMIT 1";

    /// <summary>The stream that each copy has, or had last, by the copy's number.</summary>
    public static Dictionary<long, StreamEntry> LatestByTable(Session session)
    {
        var latest = new Dictionary<long, StreamEntry>();
        var rows = session.Prepare(SelectLatest);
        while (rows.Step())
        {
            latest.Add(rows.Int64(1), Entry(rows));
        }

        return latest;
    }

    public static StreamEntry? Find(Session session, string tableName, string label)
    {
        var select = session.Prepare(SelectOne).Bind(tableName).Bind(label);
        var found = select.Step() ? Entry(select) : null;
        select.Reset();
        return found;
    }

    /// <summary>Streams in the order of table names and labels, after one of them.</summary>
    /// <param name="tableName">Only those of tables of this name, unless it is null.</param>
    public static List<StreamEntry> List(
        Session session, string? tableName, (string TableName, string Label)? after, int limit)
    {
        var select = tableName is null
            ? session.Prepare(SelectAfter).Bind(after?.TableName ?? "").Bind(after?.Label ?? "")
            : session.Prepare(SelectAfterOfTable).Bind(tableName).Bind(LabelAfter(tableName, after));
        select.Bind(limit);
        var streams = new List<StreamEntry>();
        while (select.Step())
        {
            streams.Add(Entry(select));
        }

        return streams;
    }

    /// <summary>Begins a stream with one open shard.</summary>
    public static StreamEntry Begin(Session session, TableEntry table, StreamView view, DateTimeOffset now)
    {
        // Labels of a name rise, also where the clock went back, or less than a millisecond has passed.
        var created = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Max(now.ToUnixTimeMilliseconds(), LastCreated(session, table.Name) + 1));
        var label = StreamEntry.LabelAt(created);
        var insert = session.Prepare(InsertStream)
            .Bind(table.Number)
            .Bind(table.Name)
            .Bind(JsonSerializer.Serialize(table.Definition.Keys, StorageJson.Default.KeySchema))
            .Bind(label)
            .Bind(StreamViews.NameOf(view))
            .Bind(created.ToUnixTimeMilliseconds());
        Invariant.Holds(insert.Step());
        var number = insert.Int64(0);
        insert.Reset();
        _ = Open(session, number, parent: null, created.ToUnixTimeMilliseconds());
        return new()
        {
            Number = number,
            TableNumber = table.Number,
            TableName = table.Name,
            Keys = table.Definition.Keys,
            Label = label,
            View = view,
            CreatedAt = created,
        };
    }

    /// <summary>Ends a stream: nothing is recorded any more, and its shard is closed.</summary>
    public static StreamEntry End(Session session, StreamEntry stream, DateTimeOffset now)
    {
        if (OpenShard(session, stream.Number) is { } shard)
        {
            Close(session, shard, LastOf(session, shard), now.ToUnixTimeMilliseconds());
        }

        session.Prepare(UpdateEnded).Bind(now.ToUnixTimeMilliseconds()).Bind(stream.Number).Run();
        return stream with { EndedAt = now };
    }

    public static List<StreamShard> Shards(Session session, long stream)
    {
        var shards = new List<StreamShard>();
        var select = session.Prepare(SelectShards).Bind(stream);
        while (select.Step())
        {
            shards.Add(Shard(select));
        }

        return shards;
    }

    public static StreamShard? OpenShard(Session session, long stream)
    {
        var select = session.Prepare(SelectOpenShard).Bind(stream);
        var shard = select.Step() ? Shard(select) : null;
        select.Reset();
        return shard;
    }

    /// <summary>Opens a shard that goes on where <paramref name="parent"/> ended.</summary>
    public static StreamShard Open(Session session, long stream, StreamShard? parent, long nowMs)
    {
        var opened = Math.Max(nowMs, parent is null ? 0 : parent.OpenedMs + 1);
        var insert = session.Prepare(InsertShard).Bind(stream).Bind(parent?.Id).Bind(opened);
        Invariant.Holds(insert.Step());
        var number = insert.Int64(0);
        insert.Reset();

        // Nothing was trimmed, and the first number itself may be read from.
        var trimmed = StreamShard.FirstOf(number) - 1;
        session.Prepare(SetTrimmed).Bind(trimmed).Bind(number).Run();
        return new() { Number = number, ParentId = parent?.Id, OpenedMs = opened, Trimmed = trimmed };
    }

    public static void Close(Session session, StreamShard shard, long last, long nowMs) =>
        session.Prepare(UpdateClosed).Bind(nowMs).Bind(last).Bind(shard.Number).Run();

    /// <summary>The highest sequence that the shard has given; its first number where it gave none.</summary>
    public static long LastOf(Session session, StreamShard shard)
    {
        var select = session.Prepare(SelectLast).Bind(shard.First).Bind(shard.End);
        var last = select.Step() ? select.Int64(0) : Math.Max(shard.First, shard.Trimmed);
        select.Reset();
        return last;
    }

    static string LabelAfter(string tableName, (string TableName, string Label)? after) =>
        after is not { } given ? ""
        : string.CompareOrdinal(given.TableName, tableName) switch
        {
            0 => given.Label,
            < 0 => "",

            // Above every label.
            _ => "~",
        };

    static long LastCreated(Session session, string tableName)
    {
        var select = session.Prepare(SelectLastCreated).Bind(tableName);
        var created = select.Step() && !select.IsNull(0) ? select.Int64(0) : 0;
        select.Reset();
        return created;
    }

    static StreamEntry Entry(Statement row) => new()
    {
        Number = row.Int64(0),
        TableNumber = row.Int64(1),
        TableName = row.Text(2),
        Keys = JsonSerializer.Deserialize(row.Bytes(3), StorageJson.Default.KeySchema)!,
        Label = row.Text(4),
        View = StreamViews.Of(row.Text(5)) ?? throw new InvariantException("a stream has one of the four views"),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(6)),
        EndedAt = row.IsNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(7)),
    };

    static StreamShard Shard(Statement row) => new()
    {
        Number = row.Int64(0),
        ParentId = row.TextOrNull(1),
        OpenedMs = row.Int64(2),
        Last = row.IsNull(3) ? null : row.Int64(3),
        Trimmed = row.Int64(4),
    };
}
