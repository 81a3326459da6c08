namespace GlobalTables.Operator.Kubernetes;

/// <summary>Trying again does not help: the key rests until something about it changes.</summary>
public sealed class TerminalException(string message, Exception? cause = null) : Exception(message, cause);
