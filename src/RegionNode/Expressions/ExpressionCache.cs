using System.Collections.Concurrent;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>
/// Syntax by text. Programs repeat a few expressions, so reading one is done once. Bounded by two generations:
/// when the young one is full it becomes the old one, and the old one is forgotten; what is found in the old one
/// moves to the young one. Nothing is locked, and syntax is immutable, so at worst a text is read twice.
/// </summary>
sealed class ExpressionCache<TSyntax>(int capacity, Func<string, string, TSyntax> parse)
    where TSyntax : class
{
    volatile Generations generations = new(new(), new());

    /// <summary>The syntax of that text in that request parameter.</summary>
    public TSyntax Get(string text, string parameterName)
    {
        var key = new Key(text, parameterName);
        var now = generations;
        if (now.Young.TryGetValue(key, out var syntax))
        {
            return syntax;
        }

        if (!now.Old.TryGetValue(key, out syntax))
        {
            syntax = parse(text, parameterName);
        }

        now.Young.TryAdd(key, syntax);
        if (now.Young.Count > capacity / 2)
        {
            Interlocked.CompareExchange(ref generations, new Generations(new(), now.Young), now);
        }

        return syntax;
    }

    readonly record struct Key(string Text, string ParameterName);

    sealed record Generations(ConcurrentDictionary<Key, TSyntax> Young, ConcurrentDictionary<Key, TSyntax> Old);
}
