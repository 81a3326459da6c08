using System.Text.Json.Nodes;

namespace GlobalTables.RegionNode.Conformance.ApiModel;

/// <summary>
/// For each operation a request that is as short as it can be. What it is answered does not change when it is asked
/// again: tables that it would make are there, and tables that it would delete are not.
/// </summary>
static class BaseRequests
{
    static readonly Dictionary<string, string> Texts = new()
    {
        ["BatchExecuteStatement"] = """{"Statements":[{"Statement":"SELECT * FROM \"TABLE\" WHERE pk='model'"}]}""",
        ["BatchGetItem"] = """{"RequestItems":{"TABLE":{"Keys":[{"pk":{"S":"model"}}]}}}""",
        ["BatchWriteItem"] = """{"RequestItems":{"TABLE":[{"DeleteRequest":{"Key":{"pk":{"S":"model"}}}}]}}""",
        ["CreateGlobalTable"] = """{"GlobalTableName":"TABLE","ReplicationGroup":[{"RegionName":"eu-west-1"}]}""",
        ["CreateTable"] = """
            {"TableName":"TABLE","BillingMode":"PAY_PER_REQUEST",
             "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
             "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}
            """,
        ["DeleteBackup"] = """{"BackupArn":"ARN/backup/01500000000000-0badcafe"}""",
        ["DeleteItem"] = """{"TableName":"TABLE","Key":{"pk":{"S":"model"}}}""",
        ["DeleteResourcePolicy"] = """{"ResourceArn":"ARN"}""",
        ["DeleteTable"] = """{"TableName":"TABLE-that-is-not-there"}""",
        ["DescribeBackup"] = """{"BackupArn":"ARN/backup/01500000000000-0badcafe"}""",
        ["DescribeContinuousBackups"] = """{"TableName":"TABLE"}""",
        ["DescribeContributorInsights"] = """{"TableName":"TABLE"}""",
        ["DescribeEndpoints"] = "{}",
        ["DescribeExport"] = """{"ExportArn":"ARN/export/01500000000000-0badcafe"}""",
        ["DescribeGlobalTable"] = """{"GlobalTableName":"TABLE"}""",
        ["DescribeGlobalTableSettings"] = """{"GlobalTableName":"TABLE"}""",
        ["DescribeImport"] = """{"ImportArn":"ARN/import/01500000000000-0badcafe"}""",
        ["DescribeKinesisStreamingDestination"] = """{"TableName":"TABLE"}""",
        ["DescribeLimits"] = "{}",
        ["DescribeTable"] = """{"TableName":"TABLE"}""",
        ["DescribeTableReplicaAutoScaling"] = """{"TableName":"TABLE"}""",
        ["DescribeTimeToLive"] = """{"TableName":"TABLE"}""",
        ["ExecuteStatement"] = """{"Statement":"SELECT * FROM \"TABLE\""}""",
        ["ExecuteTransaction"] =
            """{"TransactStatements":[{"Statement":"SELECT * FROM \"TABLE\" WHERE pk='model'"}]}""",
        ["GetItem"] = """{"TableName":"TABLE","Key":{"pk":{"S":"model"}}}""",
        ["GetResourcePolicy"] = """{"ResourceArn":"ARN"}""",
        ["ListBackups"] = "{}",
        ["ListContributorInsights"] = "{}",
        ["ListExports"] = "{}",
        ["ListGlobalTables"] = "{}",
        ["ListImports"] = "{}",
        ["ListTables"] = "{}",
        ["ListTagsOfResource"] = """{"ResourceArn":"ARN"}""",
        ["PutItem"] = """{"TableName":"TABLE","Item":{"pk":{"S":"model"}}}""",
        ["Query"] = """
            {"TableName":"TABLE","KeyConditions":
             {"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"model"}]}}}
            """,
        ["Scan"] = """{"TableName":"TABLE"}""",
        ["TagResource"] = """{"ResourceArn":"ARN","Tags":[{"Key":"model","Value":"x"}]}""",
        ["TransactGetItems"] =
            """{"TransactItems":[{"Get":{"TableName":"TABLE","Key":{"pk":{"S":"model"}}}}]}""",
        ["TransactWriteItems"] =
            """{"TransactItems":[{"Delete":{"TableName":"TABLE","Key":{"pk":{"S":"model"}}}}]}""",
        ["UntagResource"] = """{"ResourceArn":"ARN","TagKeys":["model"]}""",
        ["UpdateContinuousBackups"] =
            """{"TableName":"TABLE","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":false}}""",
        ["UpdateGlobalTable"] =
            """{"GlobalTableName":"TABLE","ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]}""",
        ["UpdateGlobalTableSettings"] = """{"GlobalTableName":"TABLE"}""",
        ["UpdateItem"] = """{"TableName":"TABLE","Key":{"pk":{"S":"model"}}}""",
        ["UpdateTable"] = """{"TableName":"TABLE","BillingMode":"PAY_PER_REQUEST"}""",
        ["UpdateTableReplicaAutoScaling"] = """{"TableName":"TABLE"}""",
        ["UpdateTimeToLive"] =
            """{"TableName":"TABLE","TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":false}}""",
    };

    public static JsonObject Of(string operation, string table, string arn) => JsonNode
        .Parse(Texts[operation].Replace("TABLE", table, StringComparison.Ordinal)
            .Replace("ARN", arn, StringComparison.Ordinal))!
        .AsObject();

    public static bool Has(string operation) => Texts.ContainsKey(operation);
}
