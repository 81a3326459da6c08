using GlobalTables.RegionNode.Expressions;
using GlobalTables.RegionNode.Model;
using GlobalTables.RegionNode.Tests.Model;

namespace GlobalTables.RegionNode.Tests.Expressions;

/// <summary>The names and values that the tests' expressions draw from.</summary>
static class Request
{
    public static readonly KeySchema Keys = new(new KeyAttribute("pk", KeyType.S), new KeyAttribute("sk", KeyType.N));

    /// <param name="names"><c>#a=a,#b=b</c>, or null.</param>
    /// <param name="values">An item whose names are the placeholders, or null.</param>
    public static Substitutions Substitutions(string? names, string? values) => new(
        names?.Split(',').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        values is null ? null : Items.Item(values));

    public static string Refusal(Action action)
    {
        var refusal = Assert.Throws<DynamoException>(action);
        Assert.True(refusal.IsValidation);
        return refusal.Message;
    }
}
