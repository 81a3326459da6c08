using GlobalTables.RegionNode.Model;

namespace GlobalTables.RegionNode.Expressions;

/// <summary>What can be wrong with an expression whose syntax is right.</summary>
enum Fault
{
    RedundantParentheses,
    UnknownFunction,
    MisusedFunction,
    ReservedWord,
    RepeatedSection,
}

/// <summary>
/// DynamoDB looks for one kind of fault after the other, not from left to right. So faults are kept until the
/// whole text is read, the first of each kind, and one is thrown.
/// </summary>
sealed class Faults(string parameterName)
{
    readonly string?[] messages = new string?[5];

    public void Note(Fault fault, string message) => messages[(int)fault] ??= message;

    public void ThrowFirst(params ReadOnlySpan<Fault> inOrder)
    {
        foreach (var fault in inOrder)
        {
            if (messages[(int)fault] is { } message)
            {
                throw Invalid(message);
            }
        }
    }

    public DynamoException Invalid(string message) => Invalid(parameterName, message);

    /// <param name="parameterName">Empty for a PartiQL statement, of which the service says the message alone.</param>
    public static DynamoException Invalid(string parameterName, string message) =>
        DynamoException.Validation(parameterName.Length == 0 ? message : $"Invalid {parameterName}: {message}");
}
