using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Protocol.WebSockets;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>A line of the server's side, and how much the client has said before it.</summary>
internal sealed record ScriptLine(int Heard, TimeSpan Silence, RecordedMessage Message);

/// <summary>
/// Plays the server's side of a recording with identities of its own: the right server for a replay of it. A test changes
/// its script to make it a wrong one.
/// </summary>
internal sealed class RecordedServer : IAsyncDisposable
{
    private const int NoCode = 1005;

    private readonly WebApplication _app;
    private readonly List<ScriptLine> _script;
    private readonly List<RecordedMessage> _unclaimed;
    private readonly Func<string, string> _rename;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _heard;

    private RecordedServer(WebApplication app, Recording recording, List<ScriptLine> script, Func<string, string> rename)
    {
        _app = app;
        _script = script;
        _rename = rename;
        _unclaimed = [.. recording.Messages.Where(message => message.Request is not null)];
    }

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    public static List<ScriptLine> ScriptOf(Recording recording)
    {
        var (script, heard, before) = (new List<ScriptLine>(), 0, 0d);
        foreach (var message in recording.Messages)
        {
            var silence = message.Milliseconds - before;
            before = message.Milliseconds;
            if (message.IsFromClient)
                heard++;
            else
                script.Add(new ScriptLine(heard, TimeSpan.FromMilliseconds(silence > 150 ? silence : 0), message));
        }

        return script;
    }

    /// <param name="recording">What the client says.</param>
    /// <param name="script">What the server says, and when.</param>
    /// <param name="rename">The server's identities, from the recorded ones.</param>
    public static async Task<RecordedServer> StartAsync(Recording recording, List<ScriptLine> script, Func<string, string> rename)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new RecordedServer(app, recording, script, rename);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = Claim($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Hear();
        var lines = request is null ? [] : _script.Where(line => line.Message.Channel == request.Channel).ToList();
        if (lines.Count == 0)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            context.Abort();
            return;
        }

        await TurnAsync(lines[0]);
        var head = lines[0].Message;
        foreach (var name in head.Headers.Keys.Where(name => name is not "upgrade"))
            context.Response.Headers[name] = _rename(head.Header(name)!);
        if (head.Status == 101)
        {
            await using var stream = await UpgradeAsync(context);
            await Task.WhenAll(ListenAsync(stream), TalkAsync(stream, lines.Skip(1)));
            return;
        }

        context.Response.StatusCode = head.Status!.Value;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(_rename(head.Body ?? "")));
    }

    private RecordedMessage? Claim(string request)
    {
        lock (_lock)
        {
            var shape = PacketShape.Of(request, hasOffsets: false).Text;
            var claimed = _unclaimed.FirstOrDefault(message => PacketShape.Of(message.Request!, hasOffsets: false).Text == shape);
            if (claimed is not null)
                _unclaimed.Remove(claimed);
            return claimed;
        }
    }

    private void Hear()
    {
        lock (_lock)
        {
            _heard++;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task TurnAsync(ScriptLine line)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_heard >= line.Heard)
                    break;
                changed = _changed.Task;
            }

            await changed.WaitAsync(_stop.Token);
        }

        await Task.Delay(line.Silence, _stop.Token);
    }

    // Over the bare stream: .NET's own WebSocket cannot send a close frame without a code.
    private async Task<Stream> UpgradeAsync(HttpContext context)
    {
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.SecWebSocketAccept = WebSocketHandshake.ComputeAccept(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    private async Task ListenAsync(Stream stream)
    {
        using var reader = new FrameReader(1 << 20, allowCompressed: false);
        var buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = await stream.ReadAsync(buffer, _stop.Token)) > 0)
            {
                if (HearAll(reader, buffer.AsSpan(0, length)))
                    return;
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // an abort is a line of the recording, too
        }

        Hear();
    }

    /// <summary>Hears every message; true when the last was a close frame.</summary>
    private bool HearAll(FrameReader reader, ReadOnlySpan<byte> input)
    {
        while (reader.Read(ref input, out var message) == FrameReadStatus.Message)
        {
            Hear();
            if (message.Opcode == WebSocketOpcode.Close)
                return true;
        }

        return false;
    }

    private async Task TalkAsync(Stream stream, IEnumerable<ScriptLine> lines)
    {
        foreach (var line in lines)
        {
            await TurnAsync(line);
            var frames = new ArrayBufferWriter<byte>();
            var message = line.Message;
            if (message.Text is { } text)
                FrameWriter.WriteFrame(frames, WebSocketOpcode.Text, Encoding.UTF8.GetBytes(_rename(text)));
            else if (message.Binary is { } binary)
                FrameWriter.WriteFrame(frames, WebSocketOpcode.Binary, binary);
            else if (message.Close is { } code)
                FrameWriter.WriteClose(frames, code == NoCode ? null : (WebSocketCloseCode)code);
            await stream.WriteAsync(frames.WrittenMemory, _stop.Token);
        }
    }
}
