using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SocketIoCompat.UnitTests.Support;

/// <summary>One line of a log.</summary>
internal sealed record LogEntry(LogLevel Level, EventId Id, string Text);

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<LogEntry> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue(new LogEntry(logLevel, eventId, formatter(state, exception)));

    public void Dispose()
    {
    }
}
