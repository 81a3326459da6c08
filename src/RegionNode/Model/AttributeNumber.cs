namespace GlobalTables.RegionNode.Model;

/// <summary>A DynamoDB number: up to 38 significant digits, exact, normalised.</summary>
readonly record struct AttributeNumber(bool IsNegative, UInt128 Coefficient, int Exponent)
{
}
