using System.Globalization;
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
            stream._recorded.AddRange(Packets(polls[answer.Channel], answer.Content));
        }

        return streams;
    }

    public static PollingStream Of(Dictionary<string, PollingStream> streams, RecordedMessage poll)
    {
        var id = SessionId().Match(poll.Request!).Groups[1].Value;
        return streams.TryGetValue(id, out var stream) ? stream : streams[id] = new PollingStream();
    }

    /// <summary>A payload's packets without the noops, which only end a poll.</summary>
    public static IEnumerable<StreamItem> Packets(RecordedMessage poll, byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload);
        var packets = poll.Request!.Contains("EIO=3", StringComparison.Ordinal) ? PrefixedPackets(text) : text.Split('\x1e');
        return packets.Where(packet => packet != "6").Select(packet => new StreamText(packet));
    }

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

    /// <summary>The text payload of version 3: each packet behind its length in UTF-16 units and a colon.</summary>
    private static IEnumerable<string> PrefixedPackets(string payload)
    {
        for (var at = 0; at < payload.Length;)
        {
            var colon = payload.IndexOf(':', at);
            if (colon < 0 || !int.TryParse(payload.AsSpan(at, colon - at), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > payload.Length - colon - 1)
            {
                yield return payload[at..]; // no payload: the comparison shows it
                yield break;
            }

            yield return payload.Substring(colon + 1, length);
            at = colon + 1 + length;
        }
    }

    [GeneratedRegex("[?&]sid=([^&]*)")]
    private static partial Regex SessionId();
}
