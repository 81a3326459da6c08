using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GlobalTables.Operator.Tests;

/// <summary>Remembers what was logged.</summary>
sealed class RecordingLogger : ILogger, ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Text, Exception? Failure)> Entries { get; } = new();

    public IEnumerable<string> Worries =>
        Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => $"{entry.Text} {entry.Failure}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, formatter(state, exception), exception));

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
