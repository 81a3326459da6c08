using System.Text.Json.Nodes;

namespace GlobalTables.Operator.Tests.Api;

/// <summary>The simple forms: <c>a=b</c>, <c>a!=b</c>, <c>a</c>, <c>!a</c>, joined by commas.</summary>
public static class LabelSelector
{
    public static bool Matches(string? selector, JsonObject json)
    {
        var labels = json["metadata"]?["labels"] as JsonObject ?? [];
        return (selector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).All(term => term switch
        {
            _ when term.Split("!=") is [var name, var value] => Value(labels, name) != value,
            _ when term.Contains('=') => Value(labels, term.Split('=')[0]) == term.Split('=')[^1],
            ['!', .. var name] => !labels.ContainsKey(name),
            _ => labels.ContainsKey(term),
        });
    }

    static string? Value(JsonObject labels, string name) => (string?)labels[name];
}
