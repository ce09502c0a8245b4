using System.Globalization;
using System.Text;
using SocketIoCompat.Adapters;
using SocketIoCompat.Redis.Bus;
using SocketIoCompat.Redis.Wire;

namespace SocketIoCompat.Redis;

/// <content>The stream as a log for connection state recovery (redis.md §3.2).</content>
internal sealed partial class StreamsLink : IRecoveryLog
{
    private const int PageLength = 1000;

    public event Action? Lost
    {
        add => _streams!.Lost += value;
        remove => _streams!.Lost -= value;
    }

    public bool IsAvailable => _streams!.IsAvailable(_stream);

    public LogOffset Position => LogOffset.TryParse(_streams!.Position(_stream), out var offset) ? offset : default;

    public byte[] Encode(ClusterMessage broadcast) => ClusterWire.WriteData(broadcast);

    public ClusterMessage? Decode(byte[] encoded) => ClusterWire.TryReadData(ClusterMessageType.Broadcast, Uid, encoded);

    public async Task<LogOffset> AppendAsync(byte[] encoded) =>
        LogOffset.TryParse(await AppendAsync(ClusterMessageType.Broadcast, encoded), out var offset)
            ? offset
            : throw new ClusterUnavailableException("Redis did not answer with the id of an entry.");

    public async Task<bool> IsCompleteAfterAsync(LogOffset offset, bool mustExist)
    {
        if (mustExist)
            return await _bus.RangeAsync(_stream, offset.ToString(), offset.ToString(), 1) is [_];
        return await _bus.RangeAsync(_stream, "-", "+", 1) is not [var oldest]
            || (LogOffset.TryParse(oldest.Id, out var first) && first <= offset)
            || await _bus.CountEntriesAsync(_stream) < _options.MaxStreamLength;
    }

    public async Task<LogPage> ReadAsync(LogOffset from)
    {
        var entries = await _bus.RangeAsync(_stream, from.ToString(), "+", PageLength);
        var broadcasts = new List<LoggedBroadcast>();
        foreach (var entry in entries)
        {
            if (entry["nsp"] is { } nsp && Encoding.UTF8.GetString(nsp) == _nsp
                && Read(entry) is { Type: ClusterMessageType.Broadcast, RequestId: null, Offset: { } offset } message)
                broadcasts.Add(new LoggedBroadcast(offset, message));
        }

        return new LogPage(broadcasts, entries.Count > 0 && LogOffset.TryParse(entries[^1].Id, out var last) ? last : null);
    }

    public Task SaveSessionAsync(string pid, SavedSession session, TimeSpan lifetime) =>
        _bus.SetAsync(SessionKey(pid), WireDocument.ToBase64(session.Json.Span, session.Attachments), lifetime);

    public async Task<SavedSession?> TakeSessionAsync(string pid)
    {
        if (await _bus.TakeAsync(SessionKey(pid)) is not { } saved)
            return null;
        using var document = WireDocument.TryReadText(saved, out var attachments);
        return document is null ? null : new SavedSession(WireElement.Raw(document.RootElement), attachments);
    }

    private static ClusterMessage? Read(StreamEntry entry)
    {
        var uid = entry["uid"] is { } sender ? Encoding.UTF8.GetString(sender) : null;
        return entry["type"] is { } number && int.TryParse(number, CultureInfo.InvariantCulture, out var type) && entry["data"] is { } data
            && LogOffset.TryParse(entry.Id, out var offset)
                ? ClusterWire.TryReadData((ClusterMessageType)type, uid, data, offset)
                : null;
    }

    private string SessionKey(string pid) => _options.SessionKeyPrefix + pid;
}
