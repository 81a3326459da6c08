using System.Globalization;
using GlobalTables.RegionNode.Faults.Checking;
using GlobalTables.RegionNode.Faults.Cluster;

namespace GlobalTables.RegionNode.Faults.Load;

/// <summary>The bodies of the load's requests.</summary>
static class Requests
{
    const string Table = FaultyRegions.Table;

    /// <summary>Makes the item where there is none.</summary>
    public static string Create(string key, int number) => $$"""
        {"TableName":"{{Table}}","ConditionExpression":"attribute_not_exists(pk)",
        "Item":{{Item(key, new([number], 1))}}}
        """;

    /// <summary>Adds a write to the item that is there.</summary>
    public static string Append(string key, int number) => $$"""
        {"TableName":"{{Table}}","Key":{{Key(key)}},"ConditionExpression":"attribute_exists(pk)",
        "UpdateExpression":"SET hist = list_append(if_not_exists(hist, :none), :these), #last = :this ADD n :one",
        "ExpressionAttributeNames":{"#last":"last"},
        "ExpressionAttributeValues":{
            ":none":{"L":[]},":these":{"L":[{{N(number)}}]},":this":{{N(number)}},":one":{{N(1)}}},
        "ReturnValues":"ALL_NEW"}
        """;

    /// <summary>Puts the item in place of the one that was read.</summary>
    public static string Exchange(string key, ItemImage read, ItemImage made) => $$"""
        {"TableName":"{{Table}}","Item":{{Item(key, made)}},{{IfStill(read)}},"ReturnValues":"ALL_OLD"}
        """;

    public static string Delete(string key, ItemImage read) => $$"""
        {"TableName":"{{Table}}","Key":{{Key(key)}},{{IfStill(read)}},"ReturnValues":"ALL_OLD"}
        """;

    public static string Get(string key) =>
        $$"""{"TableName":"{{Table}}","Key":{{Key(key)}},"ConsistentRead":true}""";

    public static string Scan(string? after) => after is null
        ? $$"""{"TableName":"{{Table}}","ConsistentRead":true}"""
        : $$"""{"TableName":"{{Table}}","ConsistentRead":true,"ExclusiveStartKey":{{Key(after)}}}""";

    static string IfStill(ItemImage read) => $$"""
        "ConditionExpression":"#last = :read","ExpressionAttributeNames":{"#last":"last"},
        "ExpressionAttributeValues":{":read":{{N(read.Last)}}}
        """;

    static string Item(string key, ItemImage image) => $$"""
        {"pk":{"S":"{{key}}"},"hist":{"L":[{{string.Join(',', image.History.Select(N))}}]},
        "last":{{N(image.Last)}},"n":{{N(image.Counter)}}}
        """;

    static string Key(string key) => $$$"""{"pk":{"S":"{{{key}}}"}}""";

    static string N(int number) => $$"""{"N":"{{number.ToString(CultureInfo.InvariantCulture)}}"}""";
}
