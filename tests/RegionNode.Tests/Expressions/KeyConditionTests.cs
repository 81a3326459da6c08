using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions;

public sealed class KeyConditionTests
{
    const string TheValues = """
        {':p':{'S':'p'},':one':{'N':'1'},':two':{'N':'2'},':e':{'S':''},':b':{'B':'AQ=='}}
        """;

    static readonly KeySchema PartitionOnly = new(new KeyAttribute("pk", KeyType.S), null);
    static readonly KeySchema StringSort = new(new KeyAttribute("pk", KeyType.S), new KeyAttribute("sk", KeyType.S));

    [Theory]
    [InlineData("sk = :one", "Equal")]
    [InlineData("sk < :one", "Less")]
    [InlineData("sk <= :one", "LessOrEqual")]
    [InlineData("sk > :one", "Greater")]
    [InlineData("sk >= :one", "GreaterOrEqual")]
    [InlineData(":one < sk", "Greater")]
    [InlineData(":one >= sk", "LessOrEqual")]
    [InlineData(":one = sk", "Equal")]
    [InlineData("#sk = :one", "Equal")]
    public void The_sort_key_is_compared(string sort, string comparator)
    {
        var expected = new SortKeyCondition.Compare(Enum.Parse<Comparator>(comparator), Items.Value("{'N':'1'}"));
        foreach (var text in new[] { $"pk = :p AND {sort}", $"{sort} and :p = pk", $"(pk = :p) AND ({sort})" })
        {
            var condition = Parse(text, Request.Keys);
            Assert.Equal(Items.Value("{'S':'p'}"), condition.Partition);
            Assert.Equal(expected, condition.Sort);
        }
    }

    [Fact]
    public void The_sort_key_lies_in_a_range() => Assert.Equal(
        new SortKeyCondition.Between(Items.Value("{'N':'1'}"), Items.Value("{'N':'2'}")),
        Parse("pk = :p AND sk BETWEEN :one AND :two", Request.Keys).Sort);

    [Fact]
    public void The_sort_key_begins_with_a_prefix() => Assert.Equal(
        new SortKeyCondition.BeginsWith(Items.Value("{'S':'p'}")),
        Parse("pk = :p AND begins_with(sk, :p)", StringSort).Sort);

    [Fact]
    public void The_partition_key_alone_is_enough() => Assert.Null(Parse("pk = :p", Request.Keys).Sort);

    [Theory]
    [InlineData("sk = :one", "Query condition missed key schema element: pk")]
    [InlineData("a = :p", "Query condition missed key schema element: pk")]
    [InlineData("pk = :p AND a = :one", "Query condition missed key schema element: sk")]
    [InlineData("pk < :p", "Query key condition not supported")]
    [InlineData("begins_with(pk, :p)", "Query key condition not supported")]
    [InlineData("pk = :p AND sk = :one AND a = :one", "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)")]
    [InlineData("pk = :one", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("pk = :p AND sk = :b", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [InlineData("pk = :e", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")]
    [InlineData("pk = :p OR sk = :one", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("NOT pk = :p", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: NOT")]
    [InlineData("pk IN (:p)", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: IN")]
    [InlineData("pk <> :p", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: <>")]
    [InlineData("attribute_exists(pk)", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: attribute_exists")]
    [InlineData("contains(pk, :p)", "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: contains")]
    [InlineData("size(pk) = :one", "Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations")]
    [InlineData("pk.a = :p", "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes")]
    [InlineData("pk = sk", "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    [InlineData(":one = :two", "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: No key attribute specified")]
    [InlineData(":one BETWEEN sk AND :two", "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand")]
    [InlineData("begins_with(:p, sk)", "Invalid KeyConditionExpression: Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand")]
    [InlineData("pk = :p AND pk = :p", "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key")]
    [InlineData("pk = :p AND begins_with(sk, :one)", "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("pk = :p AND sk BETWEEN :two AND :one", "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}")]
    [InlineData("pk = :nope", "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :nope")]
    public void Other_conditions_are_refused(string text, string message) =>
        Assert.Equal(message, Request.Refusal(() => Parse(text, Request.Keys)));

    [Fact]
    public void A_table_without_sort_key_takes_one_condition() => Assert.Equal(
        "The number of query conditions (2) exceeds the number of key attributes defined in the schema (1)",
        Request.Refusal(() => Parse("pk = :p AND sk = :one", PartitionOnly)));

    static KeyCondition Parse(string text, KeySchema keys) =>
        KeyCondition.Parse(text, Request.Substitutions("#sk=sk", TheValues), keys);
}
