using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Shouldly;
using SocketIoCompat.Engine;
using Xunit;

namespace SocketIoCompat.UnitTests.Engine;

/// <summary>Writes down what the engine reports, in order, and lets a test act on it.</summary>
internal sealed class RecordingHandler : IEngineHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly Channel<EngineSession> _opened = Channel.CreateUnbounded<EngineSession>();
    private readonly ConcurrentDictionary<EngineSession, int> _running = new();

    public Action<EngineSession>? Opened { get; set; }

    public Action<EngineSession, string>? Message { get; set; }

    public Action<EngineSession, byte[]>? Binary { get; set; }

    /// <summary>Calls that overlapped or came after the end; must stay empty.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Echoes every message.</summary>
    public static RecordingHandler Echo() => new()
    {
        Message = static (session, text) => session.Send(Encoding.UTF8.GetBytes(text)),
        Binary = static (session, data) => session.SendBinary(data),
    };

    public void OnOpened(EngineSession session)
    {
        Enter(session, () =>
        {
            _events.Writer.TryWrite("opened");
            _opened.Writer.TryWrite(session);
            Opened?.Invoke(session);
        });
    }

    public void OnMessage(EngineSession session, ReadOnlySpan<byte> text)
    {
        var message = Encoding.UTF8.GetString(text);
        Enter(session, () =>
        {
            _events.Writer.TryWrite("text " + message);
            Message?.Invoke(session, message);
        });
    }

    public void OnBinary(EngineSession session, ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        Enter(session, () =>
        {
            _events.Writer.TryWrite("binary " + Convert.ToHexString(bytes));
            Binary?.Invoke(session, bytes);
        });
    }

    public void OnClosed(EngineSession session, EngineCloseReason reason)
    {
        Enter(session, () => _events.Writer.TryWrite("closed " + reason));
        session.State = "closed";
    }

    public async Task<string> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<EngineSession> NextSessionAsync() => await _opened.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Reads events until the one given, and returns those before it.</summary>
    public async Task<List<string>> ReadUntilAsync(string expected)
    {
        var before = new List<string>();
        while (await NextAsync() is var next && next != expected)
            before.Add(next);
        return before;
    }

    public bool TryNext(out string? next) => _events.Reader.TryRead(out next);

    private void Enter(EngineSession session, Action action)
    {
        if (session.State is "closed")
            Violations.Enqueue("call after the end");
        if (_running.AddOrUpdate(session, 1, static (_, count) => count + 1) != 1)
            Violations.Enqueue("calls overlap");
        try
        {
            action();
        }
        finally
        {
            _running.AddOrUpdate(session, 0, static (_, count) => count - 1);
        }
    }
}
