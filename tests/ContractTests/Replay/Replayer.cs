using System.Diagnostics;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>
/// Plays the client's side of a recording against a server and compares what the server says with what was recorded.
/// A message of the client goes out when everything that was recorded before it has come.
/// </summary>
internal sealed partial class Replayer : IDisposable
{
    private const long Unmeasured = 0;

    private static readonly TimeSpan LongestThought = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(300);

    private readonly Recording _recording;
    private readonly Uri _server;
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;
    private readonly IdentityMap _identities = new();
    private readonly MessageComparison _compare;
    private readonly Dictionary<string, PollingStream> _polling;
    private readonly Dictionary<int, RecordedMessage> _requests;
    private readonly ILookup<int, RecordedMessage> _answers;
    private readonly Dictionary<int, ReplayedExchange> _exchanges = [];
    private readonly Dictionary<int, ReplayedWebSocket> _websockets = [];
    private double _recordedStart;
    private long _start;

    private Replayer(Recording recording, Uri server, TimeSpan patience)
    {
        _recording = recording;
        _server = server;
        _patience = patience;
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = server };
        _compare = new MessageComparison(_identities, hasOffsets: recording.Header.Flags.Contains("--recovery"));
        _polling = PollingStream.ReadAll(recording);
        _requests = recording.Messages.Where(message => message.Request is not null).ToDictionary(message => message.Channel);
        _answers = recording.Messages.Where(message => !message.IsFromClient).ToLookup(message => message.Channel);
    }

    /// <summary>The first difference; null when the server says what was recorded.</summary>
    /// <param name="recording">Whose client's side is played.</param>
    /// <param name="server">Where the server listens, without a path.</param>
    /// <param name="patience">How long each answer may take.</param>
    public static async Task<ReplayDifference?> RunAsync(Recording recording, Uri server, TimeSpan patience)
    {
        using var replayer = new Replayer(recording, server, patience);
        return await replayer.RunAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var exchange in _exchanges.Values)
            exchange.Dispose();
        foreach (var websocket in _websockets.Values)
            websocket.Dispose();
        _http.Dispose();
    }

    private async Task<ReplayDifference?> RunAsync()
    {
        const int FirstLine = 2; // the first describes the recording
        var line = FirstLine;
        try
        {
            var before = 0d;
            foreach (var message in _recording.Messages)
            {
                if (message.IsFromClient)
                    await SayAsync(message, TimeSpan.FromMilliseconds(message.Milliseconds - before)).ConfigureAwait(false);
                else
                    await ExpectAsync(message, message.Milliseconds - before).ConfigureAwait(false);
                before = message.Milliseconds;
                line++;
            }

            foreach (var stream in _polling.Values.Where(stream => stream.Waiting > 0))
                throw new ReplayDifferenceException(DifferenceKind.Extra, "(nothing)", stream.Take().ToString()!);
            return null;
        }
        catch (ReplayDifferenceException difference)
        {
            return difference.At(line);
        }
    }

    private async Task SayAsync(RecordedMessage message, TimeSpan thought)
    {
        // A client that waited did so for a reason that the recording does not tell; hurrying is for the machine to do.
        if (thought > TimeSpan.FromMilliseconds(20))
            await Task.Delay(thought < LongestThought ? thought : LongestThought).ConfigureAwait(false);
        if (message.Upgrade)
            _websockets.Add(message.Channel, ReplayedWebSocket.Start(_server, message, _identities));
        else if (message.Request is not null)
            Request(message);
        else if (_websockets.TryGetValue(message.Channel, out var websocket))
            await SayAsync(websocket, message).ConfigureAwait(false);
        else if (_exchanges.Remove(message.Channel, out var exchange))
            exchange.Dispose(); // a request that the client gave up
    }

    private Task SayAsync(ReplayedWebSocket websocket, RecordedMessage message)
    {
        if (message.Text is { } text)
            return websocket.SendAsync(_identities.Translate(text));
        if (message.Binary is { } binary)
            return websocket.SendAsync(binary);
        if (message.Close is { } code)
            return websocket.CloseAsync(code, message.Reason);
        websocket.Abort();
        return Task.CompletedTask;
    }

    private void Request(RecordedMessage message)
    {
        if (message.IsPoll && _answers[message.Channel].FirstOrDefault() is { Status: 200 } answer)
        {
            var wanted = PollingStream.Packets(message, answer.Content).Count();
            if (wanted > 0 && PollingStream.Of(_polling, message).Waiting >= wanted)
                return; // what this poll brought has already come with an earlier one
        }

        _exchanges.Add(message.Channel, ReplayedExchange.Start(_http, message, _identities));
    }

    private async Task ExpectAsync(RecordedMessage message, double silence)
    {
        var arrived = message.Status is not null
            ? await ExpectAnswerAsync(message).ConfigureAwait(false)
            : await ExpectItemAsync(message).ConfigureAwait(false);
        if (arrived == Unmeasured)
            return;
        if (_start == 0)
            (_start, _recordedStart) = (arrived, message.Milliseconds);

        var recorded = message.Milliseconds - _recordedStart;
        var now = Stopwatch.GetElapsedTime(_start, arrived).TotalMilliseconds;
        // Only what ends a silence was timed by the server; everything else follows something that the client did.
        if (silence > 150 && now < recorded * 0.6)
            throw new ReplayDifferenceException(DifferenceKind.Early, $"{Describe(message)} after {recorded:0} ms", $"after {now:0} ms");
    }

    private static string Describe(RecordedMessage message) =>
        message.Status is { } status ? $"{status} {message.Body}" : ToItem(message).ToString()!;

    private static StreamItem ToItem(RecordedMessage message) => message switch
    {
        { Text: { } text } => new StreamText(text),
        { Binary: { } binary } => new StreamBinary(binary),
        _ => new StreamClose(message.Close),
    };
}
