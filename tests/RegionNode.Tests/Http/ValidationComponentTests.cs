namespace GlobalTables.RegionNode.Tests.Http;

public sealed class ValidationComponentTests
{
    const string Definitions = """[{"AttributeName":"a","AttributeType":"S"}]""";
    const string Schema = """[{"AttributeName":"a","KeyType":"HASH"}]""";

    [Theory]
    [InlineData("{}", "Value null at 'tableName' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        """{"TableName":"","ReturnValues":"NO"}""",
        "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData(
        """{"TableName":"bad table!@#"}""",
        "Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")]
    [InlineData(
        """{"TableName":"ab"}""",
        "Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3")]
    [InlineData(
        """{"TableName":"things"}""",
        "Value null at 'item' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        """{"TableName":"things","Item":{},"ReturnValues":"NO"}""",
        "Value 'NO' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")]
    public async Task Constraints_come_first(string body, string message)
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal("1 validation error detected: " + message, await api.RefusalAsync("PutItem", body));
    }

    [Fact]
    public async Task Several_constraints_are_told_together()
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(
            "3 validation errors detected: "
            + "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
            + "Value 'Y' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]; "
            + "Value null at 'item' failed to satisfy constraint: Member must not be null",
            await api.RefusalAsync(
                "PutItem",
                """{"TableName":"things","ReturnConsumedCapacity":"X","ReturnItemCollectionMetrics":"Y"}"""));
    }

    [Theory]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":"a"}},"ReturnValues":"ALL_NEW" """,
        "ReturnValues can only be ALL_OLD or NONE")]
    [InlineData(
        "DeleteItem", """ "Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_OLD" """,
        "ReturnValues can only be ALL_OLD or NONE")]
    [InlineData("PutItem", """ "Item":{"x":{"S":"a"}} """, "One or more parameter values were invalid: Missing the key pk in the item")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"N":"1"}} """,
        "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":""}} """,
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")]
    [InlineData(
        "GetItem", """ "Key":{"pk":{"S":"a"},"x":{"S":"a"}} """, "The provided key element does not match the schema")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":"a"}},"Expected":{"a":{}} """,
        "One or more parameter values were invalid: Value must be provided when Exists is null for Attribute: a")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":"a"}},"Expected":{"a":{"ComparisonOperator":"eq"}} """,
        "1 validation error detected: Value 'eq' at 'expected.a.member.comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]")]
    [InlineData(
        "GetItem", """ "Key":{"pk":{"S":"a"}},"AttributesToGet":[] """,
        "1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":"a"}},"Expected":{},"ConditionExpression":"attribute_exists(pk)" """,
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}")]
    [InlineData(
        "PutItem", """ "Item":{"pk":{"S":"a"}},"ExpressionAttributeValues":{":a":{"S":"a"}} """,
        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null")]
    [InlineData(
        "UpdateItem", """ "Key":{"pk":{"S":"a"}},"ExpressionAttributeNames":{"#a":"a"} """,
        "ExpressionAttributeNames can only be specified when using expressions")]
    [InlineData(
        "UpdateItem", """ "Key":{"pk":{"S":"a"}},"UpdateExpression":"REMOVE pk" """,
        "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key")]
    [InlineData(
        "UpdateItem", """ "Key":{"pk":{"S":"a"}},"AttributeUpdates":{"a":{"Action":"SET"}} """,
        "1 validation error detected: Value 'SET' at 'attributeUpdates.a.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, PUT, DELETE]")]
    [InlineData(
        "UpdateItem", """ "Key":{"pk":{"S":"a"}},"UpdateExpression":"" """,
        "Invalid UpdateExpression: The expression can not be empty;")]
    public async Task Writes_and_reads_are_checked(string operation, string members, string message)
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(message, await api.RefusalAsync(operation, $$"""{"TableName":"things",{{members}} }"""));
    }

    [Fact]
    public async Task Items_end_at_400_KB()
    {
        await using var api = await Api.WithTableAsync();

        // "pk" + "a" + "v" are 4 bytes.
        await api.PutAsync(Sized((400 * 1024) - 4));
        Assert.Equal(
            "Item size has exceeded the maximum allowed size",
            await api.RefusalAsync("PutItem", $$"""{"TableName":"things","Item":{{Sized((400 * 1024) - 3)}} }"""));
        Assert.Equal("Item size to update has exceeded the maximum allowed size", await api.RefusalAsync("UpdateItem", """
            {"TableName":"things","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET w = :w",
             "ExpressionAttributeValues":{":w":{"S":"w"} } }
            """));

        static string Sized(int length) => $$$"""{"pk":{"S":"a"},"v":{"S":"{{{new string('x', length)}}}"} }""";
    }

    [Theory]
    [InlineData("{}", "The parameter 'TableName' is required but was not present in the request")]
    [InlineData(
        """{"TableName":"ab"}""",
        "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3")]
    [InlineData(
        """{"TableName":"abc","BillingMode":"FREE","KeySchema":[{"AttributeName":"a","KeyType":"X"}],"AttributeDefinitions":[{}]}""",
        "4 validation errors detected: "
        + "Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; "
        + "Value null at 'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member must not be null; "
        + "Value null at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must not be null; "
        + "Value 'X' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]")]
    public async Task A_wrong_table_is_told_all_that_is_wrong(string body, string message)
    {
        await using var api = await Api.StartAsync();
        Assert.Equal(message, await api.RefusalAsync("CreateTable", body));
    }

    [Theory]
    [InlineData(
        Definitions, """[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"a","KeyType":"RANGE"}]""", "",
        "Invalid KeySchema: Some index key attribute have no definition")]
    [InlineData(
        Definitions, """[{"AttributeName":"b","KeyType":"HASH"}]""", "",
        "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [b], AttributeDefinitions: [a]")]
    [InlineData(
        Definitions, """[{"AttributeName":"a","KeyType":"RANGE"}]""", "",
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")]
    [InlineData(
        """[{"AttributeName":"a","AttributeType":"S"},{"AttributeName":"b","AttributeType":"S"}]""", Schema, "",
        "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")]
    [InlineData(
        Definitions, "[]", "",
        "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData(
        """[{"AttributeName":"a","AttributeType":"BOOL"}]""", Schema, "",
        "1 validation error detected: Value 'BOOL' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]")]
    [InlineData(
        Definitions, Schema, ""","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}""",
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")]
    [InlineData(
        Definitions, Schema, ""","GlobalSecondaryIndexes":[{}]""",
        "3 validation errors detected: Value null at 'globalSecondaryIndexes.1.member.keySchema' failed to satisfy constraint: Member must not be null; Value null at 'globalSecondaryIndexes.1.member.projection' failed to satisfy constraint: Member must not be null; Value null at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        Definitions, Schema, ""","GlobalSecondaryIndexes":[null]""",
        "1 validation error detected: Value null at 'globalSecondaryIndexes.1.member' failed to satisfy constraint: Member must not be null")]
    [InlineData(
        Definitions, Schema, ""","GlobalSecondaryIndexes":[{"IndexName":"a;","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"Projection":{"ProjectionType":"SOME"}}]""",
        "3 validation errors detected: Value 'a;' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'SOME' at 'globalSecondaryIndexes.1.member.projection.projectionType' failed to satisfy constraint: Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]")]
    [InlineData(
        Definitions, Schema, ""","LocalSecondaryIndexes":[]""",
        "One or more parameter values were invalid: List of LocalSecondaryIndexes is empty")]
    [InlineData(
        Definitions, Schema, ""","SSESpecification":{"Enabled":true}""",
        "One or more parameter values were invalid: SSESpecification is not supported by this version of GlobalTables")]
    [InlineData(
        Definitions, Schema, ""","Tags":[{"Key":"aws:a","Value":"b"}]""",
        "Tag Key cannot be prefixed with aws:, Key: aws:a")]
    [InlineData(
        Definitions, Schema, ""","TableClass":"COLD" """,
        "1 validation error detected: Value 'COLD' at 'tableClass' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, STANDARD_INFREQUENT_ACCESS]")]
    [InlineData(
        Definitions, Schema, ""","OnDemandThroughput":{"MaxReadRequestUnits":5}""",
        "One or more parameter values were invalid: OnDemandThroughput is not supported by this version of GlobalTables")]
    public async Task A_table_must_make_sense(string definitions, string schema, string more, string message)
    {
        await using var api = await Api.StartAsync();
        Assert.Equal(message, await api.RefusalAsync("CreateTable", $$"""
            {"TableName":"abc","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":{{definitions}},"KeySchema":{{schema}}{{more}} }
            """));
    }

    [Theory]
    [InlineData(
        "",
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required")]
    [InlineData(
        ""","BillingMode":"PROVISIONED" """,
        "One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED")]
    [InlineData(
        ""","ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":1}""",
        "1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(
        ""","GlobalSecondaryIndexUpdates":[{}]""",
        "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null")]
    [InlineData(
        ""","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"abc"}},{"Update":{"IndexName":"abc"}}]""",
        "One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: abc")]
    [InlineData(
        ""","GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"abc"},"Update":{"IndexName":"abd"}}]""",
        "One or more parameter values were invalid: Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object")]
    [InlineData(
        ""","GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"abc","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]""",
        "One or more parameter values were invalid: AttributeDefinitions is not specified for index: abc")]
    public async Task A_change_must_make_sense(string more, string message)
    {
        await using var api = await Api.WithTableAsync();
        Assert.Equal(message, await api.RefusalAsync("UpdateTable", $$"""{"TableName":"things"{{more}} }"""));
    }
}
