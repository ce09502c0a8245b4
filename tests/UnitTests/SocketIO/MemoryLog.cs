using System.Collections.Concurrent;
using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Engine;

namespace SocketIoCompat.UnitTests.SocketIO;

/// <summary>A link with a log that nothing enters or leaves unless a test says so.</summary>
internal sealed class MemoryLog : IClusterLink, IRecoveryLog
{
    private readonly Queue<(LogOffset Offset, byte[] Entry)> _written = new();
    private readonly List<LoggedBroadcast> _entries = [];
    private readonly TaskCompletionSource _readBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _mayRead = Task.CompletedTask;
    private ClusterAdapter? _adapter;
    private ulong _last;
    private bool _failNext;

    public event Action? Lost;

    public bool IsAvailable { get; set; } = true;

    public LogOffset Position { get; private set; }

    public string Name => "memory log";

    public string Uid => "uid";

    public bool ReturnsOwnCommands => false;

    public ConcurrentDictionary<string, string> Sessions { get; } = new();

    public Task ReadBegun => _readBegun.Task;

    /// <summary>Puts an entry of another server into the log.</summary>
    public void Add(ulong number, string payload, string room) => _entries.Add(new LoggedBroadcast(new LogOffset(0, number), Message(number, payload, room)));

    /// <summary>Hands this server an entry of another one.</summary>
    public void Receive(ulong number, string payload, params string[] room)
    {
        _adapter!.OnMessage(Message(number, payload, room));
        Position = new LogOffset(0, number);
    }

    /// <summary>Hands this server the next of its own entries.</summary>
    public void Return()
    {
        var (offset, entry) = _written.Dequeue();
        _adapter!.OnReturned(offset, entry);
    }

    public void Lose()
    {
        IsAvailable = false;
        Lost?.Invoke();
    }

    public void FailNext() => _failNext = true;

    public TaskCompletionSource HoldReads()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _mayRead = hold.Task;
        return hold;
    }

    public void Start(ClusterAdapter adapter) => _adapter = adapter;

    public byte[] Encode(ClusterMessage broadcast) => broadcast.Payload.ToArray();

    public ClusterMessage Decode(byte[] encoded) => Message(0, Encoding.UTF8.GetString(encoded));

    public async Task<LogOffset> AppendAsync(byte[] encoded)
    {
        if (_failNext)
        {
            _failNext = false;
            await Task.Yield();
            throw new ClusterUnavailableException("Redis did not answer.");
        }

        var offset = new LogOffset(1, ++_last);
        _written.Enqueue((offset, encoded));
        return offset;
    }

    public Task<bool> IsCompleteAfterAsync(LogOffset offset, bool mustExist) => Task.FromResult(!mustExist || offset == default || _entries.Any(entry => entry.Offset == offset));

    public async Task<LogPage> ReadAsync(LogOffset from)
    {
        var page = _entries.Where(entry => entry.Offset >= from).ToArray();
        _readBegun.TrySetResult();
        await _mayRead;
        return new LogPage(page, page.Length > 0 ? page[^1].Offset : null);
    }

    public Task SaveSessionAsync(string pid, SavedSession session, TimeSpan lifetime) => Task.CompletedTask;

    public Task<SavedSession?> TakeSessionAsync(string pid) => Task.FromResult(Sessions.TryRemove(pid, out var session) ? new SavedSession(Encoding.UTF8.GetBytes(session), []) : null);

    /// <summary>How many servers there seem to be.</summary>
    public int Servers { get; set; } = 1;

    /// <summary>What another server answers; null for one that is silent.</summary>
    public Func<ClusterMessage, ClusterMessage?> Answer { get; set; } = static _ => null;

    public Task PublishAsync(ClusterMessage message)
    {
        if (Answer(message) is { } answer)
            _adapter!.OnMessage(answer);
        return Task.CompletedTask;
    }

    public void Respond(ClusterMessage response, ClusterMessage request) => throw new NotSupportedException();

    public Task<int> CountServersAsync() => Task.FromResult(Servers);

    public string CreateRequestId() => "request";

    public void RoomChanged(string room, bool isSocketId)
    {
        // Nobody asks.
    }

    public void Close()
    {
        // Nothing is open.
    }

    private static ClusterMessage Message(ulong number, string payload, params string[] room) => new()
    {
        Type = ClusterMessageType.Broadcast,
        Uid = "other",
        Offset = new LogOffset(0, number),
        Payload = Encoding.UTF8.GetBytes(payload),
        Options = new BroadcastOptions(room, [], SendFlags.Compress, false),
    };
}
