using System.Text.Json;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>The replay itself: a server that does as recorded passes, and each kind of wrong server is found out.</summary>
[Collection(Timed.Name)]
public sealed class WrongServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("events-websocket")]
    [InlineData("events-polling")]
    [InlineData("binary-polling")]
    [InlineData("heartbeat-websocket")]
    [InlineData("kicked-websocket")]
    [InlineData("upgrade")]
    [InlineData("recovery")]
    [InlineData("rooms")]
    public async Task A_server_that_does_as_recorded_under_other_identities_passes(string name) =>
        (await ReplayAsync(name, _ => { })).ShouldBeNull();

    [Theory]
    [InlineData("events-websocket", "430[\"plain\"]", "430[\"plane\"]", "Text")]
    [InlineData("events-polling", "430[\"plain\"]", "430[\"plane\"]", "Text")]
    [InlineData("events-websocket", "\"pingInterval\":25000", "\"pingInterval\":25001", "Text")]
    [InlineData("events-polling", "\"pingInterval\":25000", "\"pingInterval\":25001", "Body")]
    [InlineData("binary-polling", "bAAEC/v8=", "bAAEC/v4=", "Binary")]
    public async Task Changed_text_is_found(string name, string old, string changed, string kind) =>
        await FindsAsync(name, kind, script => Edit(script, line => Contains(line, old), message => message with
        {
            Text = message.Text?.Replace(old, changed, StringComparison.Ordinal), Body = message.Body?.Replace(old, changed, StringComparison.Ordinal),
        }));

    [Fact]
    public Task A_wrong_binary_byte_is_found() => FindsAsync("binary-websocket", "Binary", script =>
        Edit(script, line => line.Message.Binary is { Length: > 4 }, message => message with { Binary = [.. message.Binary![..^1], (byte)(message.Binary[^1] ^ 1)] }));

    [Fact]
    public Task A_missing_message_is_found() => FindsAsync("events-websocket", "Missing", script => script.RemoveAt(Find(script, "430")));

    [Fact]
    public Task A_missing_message_before_others_is_found() => FindsAsync("recovery", "Missing", script => script.RemoveAt(Find(script, "\"missed\"")));

    [Fact]
    public Task A_missing_polled_packet_is_found() => FindsAsync("events-polling", "Missing", script =>
        Edit(script, line => Contains(line, "430["), message => message with { Body = "6" }));

    [Fact]
    public Task A_missing_answer_is_found() => FindsAsync("events-polling", "Missing", script => script.RemoveAt(script.FindLastIndex(line => line.Message.Body == "ok")));

    [Fact]
    public Task An_extra_message_is_found() => FindsAsync("events-websocket", "Extra", script =>
    {
        var at = Find(script, "430");
        script.Insert(at, script[at] with { Message = script[at].Message with { Text = "42[\"more\"]" } });
    });

    [Fact]
    public Task An_extra_message_at_the_end_is_found() => FindsAsync("events-websocket", "Extra", script =>
        script.Insert(script.Count - 1, script[^1] with { Message = script[^1].Message with { Close = null, Text = "42[\"more\"]" } }));

    [Fact]
    public Task An_extra_polled_packet_is_found() => FindsAsync("events-polling", "Extra", script =>
        Edit(script, line => Contains(line, "430["), message => message with { Body = "42[\"more\"]\u001e" + message.Body }));

    [Fact]
    public Task An_extra_polled_packet_at_the_end_is_found() => FindsAsync("events-polling", "Extra", script =>
    {
        var last = script.FindLastIndex(line => line.Message.Body?.StartsWith('4') == true);
        script[last] = script[last] with { Message = script[last].Message with { Body = script[last].Message.Body + "\u001e42[\"more\"]" } };
    });

    [Fact]
    public Task A_wrong_order_is_found() => FindsAsync("recovery", "Order", script =>
    {
        var at = Find(script, "\"missed\"");
        (script[at], script[at + 1]) = (script[at + 1], script[at]);
    });

    [Theory]
    [InlineData("events-polling", 200, 201)]
    [InlineData("events-websocket", 101, 200)]
    [InlineData("too-large-polling", 413, 400)]
    public async Task A_wrong_status_is_found(string name, int old, int changed) =>
        await FindsAsync(name, "Status", script => Edit(script, line => line.Message.Status == old, message => message with { Status = changed }));

    [Theory]
    [InlineData("content-type", "text/html")]
    [InlineData("cache-control", null)]
    [InlineData("content-encoding", "identity")]
    [InlineData("set-cookie", "io=S8vR76oB7EyJWvaTAAAA; Path=/; HttpOnly")]
    public async Task A_wrong_header_is_found(string name, string? value) => await FindsAsync("cookie", "Header", script =>
        Edit(script, line => line.Message.Status == 200, message => message with { Headers = With(message.Headers, name, value) }));

    [Fact]
    public Task A_wrong_close_code_is_found() => FindsAsync("too-large-websocket", "Close", script =>
        Edit(script, line => line.Message.Close == 1009, message => message with { Close = 1000 }));

    [Fact]
    public Task An_identity_that_stands_for_two_is_found() => FindsAsync("rooms", "Identity", script =>
    {
        var ids = script.SelectMany(line => PacketShape.Of(line.Message.Text ?? "", false).Identities).Where(id => id.Kind == IdentityKind.Id).Select(id => id.Value).Distinct().ToArray();
        Edit(script, line => Contains(line, ids[1]), message => message with { Text = message.Text?.Replace(ids[1], ids[0], StringComparison.Ordinal) });
    });

    [Fact]
    public Task An_identity_that_changes_is_found() => FindsAsync("rooms", "Identity", script =>
    {
        var at = script.FindIndex(line => line.Message.Body?.StartsWith("43/custom,1[[", StringComparison.Ordinal) == true);
        script[at] = script[at] with { Message = script[at].Message with { Body = "43/custom,1[[\"AAAAAAAAAAAAAAAAAAAA\",\"~r\"]]" } };
    });

    [Fact]
    public Task A_ping_that_comes_too_early_is_found() => FindsAsync("heartbeat-websocket", "Early", script =>
        Edit(script, line => line.Message.Text == "2", message => message, TimeSpan.Zero));

    private static async Task FindsAsync(string name, string kind, Action<List<ScriptLine>> change)
    {
        var difference = await ReplayAsync(name, change);

        difference.ShouldNotBeNull();
        difference.Kind.ToString().ShouldBe(kind, difference.ToString());
    }

    private static async Task<ReplayDifference?> ReplayAsync(string name, Action<List<ScriptLine>> change)
    {
        var recording = ReplayTests.Load(name);
        var script = RecordedServer.ScriptOf(recording);
        change(script);
        await using var server = await RecordedServer.StartAsync(recording, script, new Renaming(recording).Apply);
        return await Replayer.RunAsync(recording, server.Url, Patience);
    }

    private static bool Contains(ScriptLine line, string text) => (line.Message.Text ?? line.Message.Body)?.Contains(text, StringComparison.Ordinal) == true;

    private static int Find(List<ScriptLine> script, string text) => script.FindIndex(line => Contains(line, text)) is >= 0 and var at
        ? at
        : throw new InvalidOperationException($"The recording has no {text}.");

    /// <summary>Changes the first line that fits.</summary>
    private static void Edit(List<ScriptLine> script, Func<ScriptLine, bool> which, Func<RecordedMessage, RecordedMessage> edit, TimeSpan? silence = null)
    {
        var at = script.FindIndex(line => which(line));
        at.ShouldBeGreaterThanOrEqualTo(0);
        script[at] = script[at] with { Message = edit(script[at].Message), Silence = silence ?? script[at].Silence };
    }

    private static Dictionary<string, JsonElement> With(IReadOnlyDictionary<string, JsonElement> headers, string name, string? value)
    {
        var changed = new Dictionary<string, JsonElement>(headers, StringComparer.Ordinal);
        changed.Remove(name);
        if (value is not null)
            changed.Add(name, JsonSerializer.SerializeToElement(value));
        return changed;
    }
}
