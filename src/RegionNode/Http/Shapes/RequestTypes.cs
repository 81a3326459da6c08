using System.Collections.Frozen;

namespace GlobalTables.RegionNode.Http.Shapes;

/// <summary>
/// The JSON types of the parameters of operations that read them by hand. They are checked before anything else,
/// those of parameters that are refused, too. What is inside of items, keys and conditions is checked where it is read.
/// </summary>
static class RequestTypes
{
    static readonly Shape Text = new TextShape();
    static readonly Shape Truth = new TruthShape();
    static readonly Shape Integer = new NumberShape();
    static readonly Shape Long = new NumberShape(type: "Long");
    static readonly Shape Values = new MapShape("AttributeValue");
    static readonly Shape Value = new StructureShape("AttributeValue");
    static readonly Shape Names = new MapShape("java.lang.String");
    static readonly Shape AnyList = new ListShape(new AnyShape());
    static readonly Shape Texts = new ListShape(Text);

    static readonly Shape Conditions = new MapShape("Condition", new StructureShape(
        "Condition", new("AttributeValueList", AnyList), new("ComparisonOperator", Text)));

    static readonly Shape Expected = new MapShape("ExpectedAttributeValue", new StructureShape(
        "ExpectedAttributeValue",
        new("Value", Value),
        new("Exists", Truth),
        new("ComparisonOperator", Text),
        new("AttributeValueList", AnyList)));

    static readonly Shape Updates = new MapShape("AttributeValueUpdate", new StructureShape(
        "AttributeValueUpdate", new("Value", Value), new("Action", Text)));

    static readonly Shape KeysOfTables = new MapShape("KeysAndAttributes", new StructureShape(
        "KeysAndAttributes",
        new("Keys", AnyList),
        new("AttributesToGet", Texts),
        new("ConsistentRead", Truth),
        new("ProjectionExpression", Text),
        new("ExpressionAttributeNames", Names)));

    static readonly Shape Replicas = new ListShape(new StructureShape(
        "ReplicationGroupUpdate",
        new("Create", OfRegion("CreateReplicationGroupMemberAction")),
        new("Update", OfRegion("UpdateReplicationGroupMemberAction")),
        new("Delete", OfRegion("DeleteReplicationGroupMemberAction"))));

    static readonly Shape Throughput = new StructureShape(
        "ProvisionedThroughput", new("ReadCapacityUnits", Long), new("WriteCapacityUnits", Long));

    static readonly Shape OnDemand = new StructureShape(
        "OnDemandThroughput", new("MaxReadRequestUnits", Long), new("MaxWriteRequestUnits", Long));

    static readonly Shape Warm = new StructureShape(
        "WarmThroughput", new("ReadUnitsPerSecond", Long), new("WriteUnitsPerSecond", Long));

    static readonly Shape Stream = new StructureShape(
        "StreamSpecification", new("StreamEnabled", Truth), new("StreamViewType", Text));

    static readonly Shape Encryption = new StructureShape(
        "SSESpecification", new("Enabled", Truth), new("SSEType", Text), new("KMSMasterKeyId", Text));

    static readonly Shape Definitions = new ListShape(new StructureShape(
        "AttributeDefinition", new("AttributeName", Text), new("AttributeType", Text)));

    static readonly Shape Keys = new ListShape(new StructureShape(
        "KeySchemaElement", new("AttributeName", Text), new("KeyType", Text)));

    static readonly Shape Projection = new StructureShape(
        "Projection", new("ProjectionType", Text), new("NonKeyAttributes", Texts));

    static readonly Member[] InTable =
    [
        new("TableName", Text), new("AttributeDefinitions", Definitions), new("BillingMode", Text),
        new("ProvisionedThroughput", Throughput), new("StreamSpecification", Stream),
        new("SSESpecification", Encryption), new("TableClass", Text), new("DeletionProtectionEnabled", Truth),
        new("WarmThroughput", Warm), new("OnDemandThroughput", OnDemand),
        new("GlobalTableSettingsReplicationMode", Text),
    ];

    static readonly Member[] InRead =
    [
        new("TableName", Text), new("AttributesToGet", Texts), new("ConsistentRead", Truth),
        new("ReturnConsumedCapacity", Text), new("ProjectionExpression", Text),
        new("ExpressionAttributeNames", Names),
    ];

    static readonly Member[] InPage =
    [
        .. InRead, new("IndexName", Text), new("Select", Text), new("Limit", Integer),
        new("ConditionalOperator", Text), new("ExclusiveStartKey", Values), new("FilterExpression", Text),
        new("ExpressionAttributeValues", Values),
    ];

    static readonly Member[] InWrite =
    [
        new("TableName", Text), new("Expected", Expected), new("ConditionalOperator", Text),
        new("ReturnValues", Text), new("ReturnConsumedCapacity", Text), new("ReturnItemCollectionMetrics", Text),
        new("ConditionExpression", Text), new("ReturnValuesOnConditionCheckFailure", Text),
        new("ExpressionAttributeNames", Names), new("ExpressionAttributeValues", Values),
    ];

    static readonly Member[] InAction =
    [
        new("TableName", Text), new("ConditionExpression", Text), new("ReturnValuesOnConditionCheckFailure", Text),
        new("ExpressionAttributeNames", new MapShape("java.lang.String")), new("ExpressionAttributeValues", Values),
    ];

    static readonly Shape ReadActions = new ListShape(new StructureShape(
        "TransactGetItem",
        new Member("Get", new StructureShape(
            "Get",
            new("Key", Values),
            new("TableName", Text),
            new("ProjectionExpression", Text),
            new("ExpressionAttributeNames", new MapShape("java.lang.String"))))));

    static readonly Shape WriteActions = new ListShape(new StructureShape(
        "TransactWriteItem",
        new("ConditionCheck", new StructureShape("ConditionCheck", [.. InAction, new("Key", Values)])),
        new("Put", new StructureShape("Put", [.. InAction, new("Item", Values)])),
        new("Delete", new StructureShape("Delete", [.. InAction, new("Key", Values)])),
        new("Update", new StructureShape(
            "Update", [.. InAction, new("Key", Values), new("UpdateExpression", Text)]))));

    static readonly FrozenDictionary<string, StructureShape> Requests = new Dictionary<string, StructureShape>
    {
        ["BatchGetItem"] = Of(new("RequestItems", KeysOfTables), new("ReturnConsumedCapacity", Text)),
        ["BatchWriteItem"] = Of(
            new("RequestItems", new MapShape("java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>")),
            new("ReturnConsumedCapacity", Text),
            new("ReturnItemCollectionMetrics", Text)),
        ["CreateTable"] = Of(
            [
                .. InTable, new("KeySchema", Keys),
                new("LocalSecondaryIndexes", new ListShape(Index("LocalSecondaryIndex"))),
                new("GlobalSecondaryIndexes", new ListShape(Index("GlobalSecondaryIndex"))),
                new("Tags", TagParameters.List), new("ResourcePolicy", Text), new("GlobalTableSourceArn", Text),
                new("VectorIndexes", new ListShape(new StructureShape("VectorIndex"))),
            ]),
        ["DeleteItem"] = Of([.. InWrite, new("Key", Values)]),
        ["DeleteTable"] = Of(new Member("TableName", Text)),
        ["DescribeTable"] = Of(new Member("TableName", Text)),
        ["DescribeTimeToLive"] = Of(new Member("TableName", Text)),
        ["GetItem"] = Of([.. InRead, new("Key", Values)]),
        ["ListTables"] = Of(new("ExclusiveStartTableName", Text), new("Limit", Integer)),
        ["PutItem"] = Of([.. InWrite, new("Item", Values)]),
        ["Query"] = Of(
            [
                .. InPage, new("KeyConditions", Conditions), new("QueryFilter", Conditions),
                new("ScanIndexForward", Truth), new("KeyConditionExpression", Text),
            ]),
        ["Scan"] = Of(
            [.. InPage, new("ScanFilter", Conditions), new("TotalSegments", Integer), new("Segment", Integer)]),
        ["TransactGetItems"] = Of(new("TransactItems", ReadActions), new("ReturnConsumedCapacity", Text)),
        ["TransactWriteItems"] = Of(
            new("TransactItems", WriteActions),
            new("ReturnConsumedCapacity", Text),
            new("ReturnItemCollectionMetrics", Text),
            new("ClientRequestToken", Text)),
        ["UpdateItem"] = Of(
            [
                .. InWrite, new("Key", Values), new("AttributeUpdates", Updates), new("UpdateExpression", Text),
            ]),
        ["UpdateTable"] = Of(
            [
                .. InTable, new("MultiRegionConsistency", Text),
                new("GlobalSecondaryIndexUpdates", new ListShape(new StructureShape(
                    "GlobalSecondaryIndexUpdate",
                    new("Update", new StructureShape(
                        "UpdateGlobalSecondaryIndexAction",
                        new("IndexName", Text),
                        new("ProvisionedThroughput", Throughput),
                        new("OnDemandThroughput", OnDemand),
                        new("WarmThroughput", Warm))),
                    new("Create", Index("CreateGlobalSecondaryIndexAction")),
                    new("Delete", new StructureShape(
                        "DeleteGlobalSecondaryIndexAction", new Member("IndexName", Text)))))),
                new("ReplicaUpdates", Replicas),
                new("GlobalTableWitnessUpdates", Structures("GlobalTableWitnessGroupUpdate")),
                new("VectorIndexUpdates", Structures("VectorIndexUpdate")),
            ]),
        ["UpdateTimeToLive"] = Of(
            new("TableName", Text),
            new("TimeToLiveSpecification", new StructureShape(
                "TimeToLiveSpecification", new("Enabled", Truth), new("AttributeName", Text)))),
    }.ToFrozenDictionary();

    /// <summary>The operation, with what is checked before all else in front of it.</summary>
    public static Operation Before(string name, Operation operation)
    {
        var types = Requests.GetValueOrDefault(name);
        return (region, request, answer, cancel) =>
        {
            types?.CheckTypes(request);
            TableNames.CheckRegion(region.Name, request);
            return operation(region, request, answer, cancel);
        };
    }

    static StructureShape Of(params Member[] members) => new("", members);

    static ListShape Structures(string name) => new(new StructureShape(name));

    static StructureShape OfRegion(string name) => new(name, new Member("RegionName", Text));

    static StructureShape Index(string name) => new(
        name,
        new("IndexName", Text),
        new("KeySchema", Keys),
        new("Projection", Projection),
        new("ProvisionedThroughput", Throughput),
        new("OnDemandThroughput", OnDemand),
        new("WarmThroughput", Warm));
}
