using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SocketIoCompat.Redis.Bus;

namespace SocketIoCompat.Redis;

/// <summary>The streams of a server: reads each of them once and hands its entries to their namespaces.</summary>
internal sealed class RedisStreams(IRedisBus bus, RedisAdapterOptions options) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action<StreamEntry>> _namespaces = new(StringComparer.Ordinal);
    private readonly List<IStreamReading> _readers = [];

    /// <summary>The stream that a namespace is written to. Node's hash can be negative, and then so is the number in the name.</summary>
    public static string NameFor(RedisAdapterOptions options, string nsp) =>
        options.StreamCount == 1 ? options.StreamName : NameFor(options, Hash(nsp) % options.StreamCount);

    public void Add(string nsp, Action<StreamEntry> handler) => _namespaces[nsp] = handler;

    public void Remove(string nsp) => _namespaces.TryRemove(nsp, out _);

    /// <summary>Begins to read; ends when nothing is missed any more.</summary>
    public Task StartAsync()
    {
        foreach (var name in Names())
            _readers.Add(bus.ReadStream(name, options.ReadCount, options.BlockTime, OnEntry));
        return Task.WhenAll(_readers.Select(static reader => reader.Started));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            await reader.DisposeAsync();
    }

    /// <summary>
    /// The streams to read. Node reads those with numbers from zero on only, so that what it writes to the others is lost to it
    /// (redis.md §7.3); it is not lost to us.
    /// </summary>
    internal IEnumerable<string> Names() =>
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

    private void OnEntry(StreamEntry entry)
    {
        if (entry["nsp"] is { } nsp && _namespaces.TryGetValue(Encoding.UTF8.GetString(nsp), out var handler))
            handler(entry);
    }
}
