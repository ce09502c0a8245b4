using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Adapters;
using SocketIoCompat.Events;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>
/// Messages between the servers of a cluster about one system, for systems that have no Socket.IO rooms. They travel as server-side
/// events of a namespace that no client can join. Every server gets what one sends in the order in which it was sent; what was lost
/// on the way is noticed. A server that stands alone has nobody to tell, and all of this costs it nothing.
/// </summary>
internal sealed partial class ClusterChannel : IDisposable
{
    private const string Alive = "alive";
    private const string Bye = "bye";
    private const string Resync = "resync";
    private const string Resynced = "resynced";
    private const string MessageEvent = "message";
    private const string QuestionEvent = "question";

    // Beyond it whoever makes this server send more waits. The bus to Redis takes 64 MiB before it refuses, and what it refuses is lost.
    private const long MaxUnderWay = 4 * 1024 * 1024;

    // At first a server says more often that it is there: it is heard, and hears others, as soon as its subscription holds.
    private const int FirstLooks = 20;
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(200);

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, Action<string, JsonElement>> _handlers = new(StringComparer.Ordinal);
    private readonly Lock _handling = new(); // what comes from outside happens one after another; never taken by who sends
    private readonly Namespace _io;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly Lock _lock = new();
    private readonly ILogger _logger;
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private Func<string, JsonElement, Action<Utf8JsonWriter>?>? _answer;
    private bool _hasSaidBye;
    private volatile bool _isOpen;
    private int _looks;
    private long _lastLook;
    private Task _lastSent = Task.CompletedTask;
    private volatile string[] _others = []; // in the order of their ids
    private long _sequence;
    private ITimer? _timer;
    private long _underWay;

    public ClusterChannel(Namespace io, ClusterOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ClusterChannel> logger)
    {
        (_io, _options, _lifetime, _time, _logger) = (io, options, lifetime, time, logger);
        io.Use(static (_, _) => throw new ConnectRefusedException("Invalid namespace"));
    }

    /// <summary>Another server.</summary>
    private sealed class Member
    {
        public long HeardAt { get; set; }

        /// <summary>The number of its next message.</summary>
        public long Next { get; set; }

        /// <summary>Whether it was asked to send what holds, and has not said that it does.</summary>
        public bool IsAsked { get; set; }
    }

    /// <summary>
    /// Everything that another server has to know about this one is to be sent to it: it is new here, or has missed something. What it
    /// is sent replaces what it knew.
    /// </summary>
    public event Action<string>? Appeared;

    /// <summary>A server has stopped, or nothing is heard of it any more.</summary>
    public event Action<string>? Gone;

    /// <summary>Messages of another server did not arrive. It is asked to send what holds once more.</summary>
    public event Action<string>? Missed;

    /// <summary>This server's name among the others; a server that started later has a greater one.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The servers that are there beside this one.</summary>
    public IReadOnlyList<string> Others => _others;

    public bool HasOthers => _others.Length > 0;

    /// <summary>Whether there may be other servers at all.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The server that decides what only one can decide: the one that is there the longest.</summary>
    public string Leader => _others is [var first, ..] && string.CompareOrdinal(first, Id) < 0 ? first : Id;

    public bool IsLeader => Leader == Id;

    /// <summary>Calls the handler with the sender and each message of a type. It runs where messages are read, and must not wait.</summary>
    public void Listen(string type, Action<string, JsonElement> handler) => _handlers.Add(type, handler);

    /// <summary>How questions of other servers are answered: with the members of an object, or not at all. The same holds.</summary>
    public void ListenToQuestions(Func<string, JsonElement, Action<Utf8JsonWriter>?> answer) => _answer = answer;

    /// <summary>Begins to listen, once all listeners are there.</summary>
    public void Start()
    {
        if (_io.Adapter is InMemoryAdapter)
        {
            return;
        }

        _isOpen = true;
        _lastLook = _time.GetTimestamp();
        _io.OnServerSide(MessageEvent, (RawValue message) => OnMessage(message));
        _io.OnServerSide(QuestionEvent, (RawValue question) => OnQuestion(question));
        _timer = _time.CreateTimer(_ => Look(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        _lifetime.ApplicationStopping.Register(Stop);
    }

    /// <summary>Sends a message to a server, or to all. It is queued, in the order of the calls.</summary>
    /// <param name="type">What it is.</param>
    /// <param name="to">To whom; null for all.</param>
    /// <param name="write">Writes the members of its body.</param>
    /// <param name="mayGetLost">Whether others need not notice that it is missing.</param>
    public void Send(string type, string? to, Action<Utf8JsonWriter> write, bool mayGetLost = false)
    {
        if (_isOpen && HasOthers)
        {
            Publish(type, to, Encode(write), isNumbered: !mayGetLost);
        }
    }

    /// <summary>Waits while much is on its way to the others: for whoever makes this server send what clients have sent.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            return _underWay > MaxUnderWay ? _lastSent : Task.CompletedTask;
        }
    }

    /// <summary>Asks all servers, and returns the answers of those that answered in time.</summary>
    public async Task<IReadOnlyList<JsonElement>> AskAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        if (!_isOpen)
        {
            return [];
        }

        var question = Envelope(QuestionEvent, writer =>
        {
            writer.WriteString("from"u8, Id);
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(Encode(write).Span, skipInputValidation: true);
        });
        try
        {
            var answers = await _io.Adapter.ServerSideEmitWithAckAsync(question, _options.AnswerTimeout, cancellationToken)
                .WaitAsync(2 * _options.AnswerTimeout, _time, cancellationToken);
            return [.. answers.Responses.Select(static answer => JsonElement.Parse(answer.Json.Span)).Where(static a => a.ValueKind == JsonValueKind.Object)];
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnanswered(_logger, _io.Name, exception);
            return []; // nobody can be reached: this server is alone for now
        }
    }

    public void Dispose() => _timer?.Dispose();

    private static ReadOnlyMemory<byte> Encode(Action<Utf8JsonWriter>? write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Json);
        writer.WriteStartObject();
        write?.Invoke(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static RawValue Envelope(string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Json);
        writer.WriteStartArray();
        writer.WriteStringValue(name);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.Flush();
        return new RawValue(buffer.WrittenMemory, [], PacketJsonDefaults.Options);
    }

    // Signs of life and the like bear the number of the last message before them: they show what is missing, and nobody misses them.
    private void Publish(string type, string? to, ReadOnlyMemory<byte> body, bool isNumbered)
    {
        lock (_lock)
        {
            if (_hasSaidBye)
            {
                return; // it would make this server appear again
            }

            _hasSaidBye = type == Bye;
            if (isNumbered)
            {
                _sequence++;
            }

            _underWay += body.Length;
            _lastSent = ObserveAsync(body.Length, _io.Adapter.ServerSideEmitAsync(Envelope(MessageEvent, writer =>
            {
                writer.WriteString("from"u8, Id);
                if (to is not null)
                {
                    writer.WriteString("to"u8, to);
                }

                writer.WriteString("type"u8, type);
                writer.WriteNumber("sequence"u8, _sequence);
                writer.WriteBoolean("numbered"u8, isNumbered);
                writer.WritePropertyName("body"u8);
                writer.WriteRawValue(body.Span, skipInputValidation: true);
            })));
        }
    }

    // Whether it arrived is for others to notice; the link counts what failed.
    private async Task ObserveAsync(int length, ValueTask sending)
    {
        try
        {
            await sending;
        }
        catch (ClusterUnavailableException)
        {
            // The others see a gap when they hear this server again.
        }
        finally
        {
            lock (_lock)
            {
                _underWay -= length;
            }
        }
    }

    private void Stop()
    {
        if (_isOpen)
        {
            Publish(Bye, null, Encode(null), isNumbered: false);
            _isOpen = false;
            _timer?.Dispose();
        }
    }
}
