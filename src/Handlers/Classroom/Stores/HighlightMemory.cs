using Microsoft.Extensions.Options;

namespace SocketIoCompat.Handlers.Classroom.Stores;

/// <summary>
/// Strokes in memory, bounded in bytes for each session and for all.
/// Over the whole bound the session that was not used for longest is forgotten.
/// </summary>
internal sealed class HighlightMemory(IOptions<ClassroomOptions> options)
{
    // What a stroke costs beyond its bytes: its id, its entry and its array.
    private const int Overhead = 256;

    private readonly long _maxBytesPerSession = options.Value.MaxHighlightBytesPerSession;
    private readonly long _maxBytes = options.Value.MaxHighlightBytes;
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Page> _sessions = new(StringComparer.Ordinal);
    private long _bytes;

    public bool TryAdd(string sessionId, string strokeId, RawValue stroke)
    {
        lock (_lock)
        {
            var page = Touch(sessionId) ?? new Page();
            var replaced = page.Strokes.TryGetValue(strokeId, out var old) ? Cost(old) : 0;
            var added = Cost(stroke) - replaced;
            if (page.Bytes + added > _maxBytesPerSession)
            {
                return false;
            }

            page.Strokes[strokeId] = stroke;
            page.Bytes += added;
            _bytes += added;
            _sessions.TryAdd(sessionId, page);
            while (_bytes > _maxBytes)
            {
                Forget(index: 0);
            }

            return true;
        }
    }

    public void Clear(string sessionId)
    {
        lock (_lock)
        {
            if (_sessions.IndexOf(sessionId) is >= 0 and var index)
            {
                Forget(index);
            }
        }
    }

    /// <summary>Forgets the strokes of all sessions.</summary>
    public void ClearAll()
    {
        lock (_lock)
        {
            _sessions.Clear();
            _bytes = 0;
        }
    }

    public IReadOnlyList<RawValue> Read(string sessionId)
    {
        lock (_lock)
        {
            return Touch(sessionId) is { } page ? [.. page.Strokes.Values] : [];
        }
    }

    /// <summary>All strokes of all sessions.</summary>
    public IReadOnlyList<(string SessionId, string StrokeId, RawValue Stroke)> ReadAll()
    {
        lock (_lock)
        {
            return [.. _sessions.SelectMany(static session => session.Value.Strokes.Select(stroke => (session.Key, stroke.Key, stroke.Value)))];
        }
    }

    private static long Cost(RawValue stroke) => stroke.Json.Length + Overhead;

    private Page? Touch(string sessionId)
    {
        if (!_sessions.Remove(sessionId, out var page))
        {
            return null;
        }

        _sessions.Add(sessionId, page);
        return page;
    }

    private void Forget(int index)
    {
        _bytes -= _sessions.GetAt(index).Value.Bytes;
        _sessions.RemoveAt(index);
    }

    private sealed class Page
    {
        public OrderedDictionary<string, RawValue> Strokes { get; } = new(StringComparer.Ordinal);

        public long Bytes { get; set; }
    }
}
