namespace GlobalTables.RegionNode.Expressions.PartiQl;

/// <summary>Where something stands in a statement, as messages tell it: the first line and column are 1.</summary>
readonly record struct Place(int Line, int Column, int Length)
{
    public override string ToString() => $"{Line}:{Column}:{Length}";
}
