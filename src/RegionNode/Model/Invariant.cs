using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GlobalTables.RegionNode.Model;

/// <summary>
/// Checks on ourselves, on in every build: a node that finds itself wrong stops what it is doing rather than
/// let regions diverge.
/// </summary>
static class Invariant
{
    public static void Holds(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        if (!condition)
        {
            throw new InvariantException(text ?? "");
        }
    }
}

sealed class InvariantException(string condition) : Exception($"This should always hold and does not: {condition}");
