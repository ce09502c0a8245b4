using System.Text;
using System.Text.RegularExpressions;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>The packets that one session gets by polling: those of the recording, and those of this run that wait to be compared.</summary>
internal sealed partial class PollingStream
{
    private readonly List<StreamItem> _recorded = [];
    private readonly Queue<StreamItem> _waiting = new();
    private int _compared;

    public int Waiting => _waiting.Count;

    /// <summary>The stream of each session in a recording, by the session's recorded id.</summary>
    public static Dictionary<string, PollingStream> ReadAll(Recording recording)
    {
        var streams = new Dictionary<string, PollingStream>(StringComparer.Ordinal);
        var polls = recording.Messages.Where(message => message.IsPoll).ToDictionary(message => message.Channel);
        foreach (var answer in recording.Messages.Where(message => message is { Status: 200 } && polls.ContainsKey(message.Channel)))
        {
            var stream = Of(streams, polls[answer.Channel]);
            stream._recorded.AddRange(Packets(answer.Content));
        }

        return streams;
    }

    public static PollingStream Of(Dictionary<string, PollingStream> streams, RecordedMessage poll)
    {
        var id = SessionId().Match(poll.Request!).Groups[1].Value;
        return streams.TryGetValue(id, out var stream) ? stream : streams[id] = new PollingStream();
    }

    /// <summary>A payload's packets without the noops, which only end a poll.</summary>
    public static IEnumerable<StreamItem> Packets(byte[] payload) =>
        Encoding.UTF8.GetString(payload).Split('\x1e').Where(packet => packet != "6").Select(packet => new StreamText(packet));

    public void Add(IEnumerable<StreamItem> packets)
    {
        foreach (var packet in packets)
            _waiting.Enqueue(packet);
    }

    public StreamItem Take() => _waiting.Dequeue();

    public StreamItem? Peek() => _waiting.TryPeek(out var packet) ? packet : null;

    /// <summary>The recorded packet whose turn it is.</summary>
    public StreamItem NextRecorded() => _recorded[_compared++];

    public StreamItem? PeekRecorded() => _compared < _recorded.Count ? _recorded[_compared] : null;

    [GeneratedRegex("[?&]sid=([^&]*)")]
    private static partial Regex SessionId();
}
