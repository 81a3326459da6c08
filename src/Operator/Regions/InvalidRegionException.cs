namespace GlobalTables.Operator.Regions;

/// <summary>A Region asks for what cannot be; the message says what to change, for whoever wrote it.</summary>
sealed class InvalidRegionException(string message, Exception? cause = null) : Exception(message, cause);
