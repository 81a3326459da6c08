namespace GlobalTables.RegionNode.Model;

/// <summary>What a region may be called: a DNS label, as in <c>us-east-1</c>, for it names a namespace too.</summary>
static class RegionName
{
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Limits.RegionNameCharsMax
        && char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(character =>
            char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
