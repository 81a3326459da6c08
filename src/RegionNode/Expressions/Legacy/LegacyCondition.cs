using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions.Legacy;

/// <summary>What <c>Expected</c>, a filter or <c>KeyConditions</c> asks of one attribute; already checked.</summary>
sealed record LegacyCondition(string Attribute, LegacyOperator Operator, List<AttributeValue> Values);
