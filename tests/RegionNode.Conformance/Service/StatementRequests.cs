namespace GlobalTables.RegionNode.Conformance.Service;

/// <summary>PartiQL statements, as short as the tests need them.</summary>
static class StatementRequests
{
    public static Task<ExecuteStatementResponse> ExecuteAsync(
        this Dynamo dynamo, string statement, params AttributeValue[] parameters) =>
        dynamo.Api.ExecuteStatementAsync(new()
        {
            Statement = statement,
            Parameters = parameters.Length == 0 ? null : [.. parameters],
        });

    public static Task<BatchExecuteStatementResponse> ExecuteBatchAsync(this Dynamo dynamo, params string[] statements) =>
        dynamo.Api.BatchExecuteStatementAsync(new()
        {
            Statements = [.. statements.Select(statement => new BatchStatementRequest { Statement = statement })],
        });

    public static Task<ExecuteTransactionResponse> TransactAsync(this Dynamo dynamo, params string[] statements) =>
        dynamo.Api.ExecuteTransactionAsync(new()
        {
            TransactStatements =
                [.. statements.Select(statement => new ParameterizedStatement { Statement = statement })],
        });
}
