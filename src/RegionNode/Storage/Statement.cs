using SQLitePCL;

namespace GlobalTables.RegionNode.Storage;

/// <summary>
/// One prepared statement, bytes in and bytes out: the hot path of a node is binding spans and stepping, for
/// which a command object with boxed parameters costs more than SQLite itself. Belongs to one session, and so
/// to one thread at a time.
/// </summary>
sealed class Statement : IDisposable
{
    readonly sqlite3 database;
    readonly sqlite3_stmt statement;
    int bound;

    public Statement(sqlite3 database, string sql)
    {
        this.database = database;
        var result = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
        Check(result);
    }

    public Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(statement, ++bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement BindNull()
    {
        Check(raw.sqlite3_bind_null(statement, ++bound));
        return this;
    }

    public Statement Bind(ReadOnlySpan<byte> blob)
    {
        // An empty span has no address, which SQLite would take for NULL.
        Check(blob.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, ++bound, 0)
            : raw.sqlite3_bind_blob(statement, ++bound, blob));
        return this;
    }

    /// <summary>Binds UTF-8 bytes as text; null for an empty span.</summary>
    public Statement BindText(ReadOnlySpan<byte> utf8)
    {
        Check(utf8.IsEmpty
            ? raw.sqlite3_bind_null(statement, ++bound)
            : raw.sqlite3_bind_text(statement, ++bound, utf8));
        return this;
    }

    public Statement Bind(string? text)
    {
        Check(text is null
            ? raw.sqlite3_bind_null(statement, ++bound)
            : raw.sqlite3_bind_text(statement, ++bound, text));
        return this;
    }

    /// <summary>Goes to the next result; false, and ready to be bound anew, when there is none.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        if (result != raw.SQLITE_DONE)
        {
            Check(result);
        }

        return false;
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public void Reset()
    {
        bound = 0;
        _ = raw.sqlite3_reset(statement);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement, column);

    /// <summary>The bytes of a blob or of a text in UTF-8, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => statement.Dispose();

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new StorageException(
                raw.sqlite3_extended_errcode(database),
                raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }
}
