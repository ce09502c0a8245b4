using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis;

/// <summary>The streams of a server: reads each of them once and hands its entries to their namespaces.</summary>
internal sealed class RedisStreams : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action<StreamEntry>> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IStreamReading> _readers = new(StringComparer.Ordinal);
    private readonly IRedisBus _bus;
    private readonly RedisAdapterOptions _options;

    public RedisStreams(IRedisBus bus, RedisAdapterOptions options)
    {
        _bus = bus;
        _options = options;
        bus.HealthChanged += OnHealthChanged;
    }

    /// <summary>Raised when what is written to the streams may not come back for a while.</summary>
    public event Action? Lost;

    /// <summary>The stream that a namespace is written to. Node's hash can be negative, and then so is the number in the name.</summary>
    public static string NameFor(RedisAdapterOptions options, string nsp) =>
        options.StreamCount == 1 ? options.StreamName : NameFor(options, Hash(nsp) % options.StreamCount);

    public void Add(string nsp, Action<StreamEntry> handler) => _namespaces[nsp] = handler;

    public void Remove(string nsp) => _namespaces.TryRemove(nsp, out _);

    /// <summary>Begins to read; ends when nothing is missed any more.</summary>
    public Task StartAsync()
    {
        foreach (var name in NamesFor(_options))
        {
            var reader = _bus.ReadStream(name, _options.ReadCount, _options.BlockTime, OnEntry);
            reader.Lost += () => Lost?.Invoke();
            _readers.Add(name, reader);
        }

        return Task.WhenAll(_readers.Values.Select(static reader => reader.Started));
    }

    /// <summary>Whether a stream can be written and is being read.</summary>
    public bool IsAvailable(string stream) => _bus.IsHealthy && _readers.GetValueOrDefault(stream) is { IsConnected: true };

    /// <summary>The id of the last entry of a stream that was handled; null before it is read.</summary>
    public string? Position(string stream) => _readers.GetValueOrDefault(stream)?.Position;

    public async ValueTask DisposeAsync()
    {
        _bus.HealthChanged -= OnHealthChanged;
        foreach (var reader in _readers.Values)
            await reader.DisposeAsync();
    }

    /// <summary>
    /// The streams to read. Node reads those with numbers from zero on only, so that what it writes to the others is lost to it
    /// (redis.md §7.3); it is not lost to us.
    /// </summary>
    internal static IEnumerable<string> NamesFor(RedisAdapterOptions options) =>
        options.StreamCount == 1
            ? [options.StreamName]
            : Enumerable.Range(1 - options.StreamCount, (2 * options.StreamCount) - 1).Select(number => NameFor(options, number));

    private static string NameFor(RedisAdapterOptions options, int number) => string.Create(CultureInfo.InvariantCulture, $"{options.StreamName}-{number}");

    private static int Hash(string text)
    {
        var hash = 0;
        foreach (var unit in text)
            hash = unchecked((31 * hash) + unit);
        return hash;
    }

    private void OnHealthChanged()
    {
        if (!_bus.IsHealthy)
            Lost?.Invoke();
    }

    private void OnEntry(StreamEntry entry)
    {
        if (entry["nsp"] is { } nsp && _namespaces.TryGetValue(Encoding.UTF8.GetString(nsp), out var handler))
            handler(entry);
    }
}
