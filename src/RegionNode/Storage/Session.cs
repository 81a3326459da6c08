using Microsoft.Data.Sqlite;

namespace GlobalTables.RegionNode.Storage;

/// <summary>One connection with its prepared statements. For one thread at a time.</summary>
sealed class Session : IDisposable
{
    readonly SqliteConnection connection;

    // By reference: every statement is a constant of the class that runs it.
    readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);

    public Session(string connectionString, string pragmas)
    {
        connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            Execute(pragmas);
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw new StorageException(failure.SqliteExtendedErrorCode, failure.Message);
        }
    }

    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The statement, ready to be bound. What it is left in by an exception is undone here.</summary>
    public Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(connection.Handle!, sql);
            statements.Add(sql, statement);
        }

        statement.Reset();
        return statement;
    }

    /// <summary>Ends whatever an exception has left in the middle: it would hold its snapshot for ever.</summary>
    public void ResetAll()
    {
        foreach (var statement in statements.Values)
        {
            statement.Reset();
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }
}
