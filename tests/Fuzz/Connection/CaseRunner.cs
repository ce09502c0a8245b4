using System.Text;
using SocketIoCompat.ContractTests.Replay;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>Holds one conversation with one server and says what became of it.</summary>
/// <param name="server">Where it listens.</param>
/// <param name="patience">After this long without a word a server is silent.</param>
/// <param name="isV3">Whether Engine.IO 3 is spoken.</param>
internal sealed class CaseRunner(Uri server, TimeSpan patience, bool isV3) : IDisposable
{
    // What is right is given time: only then does silence mean something.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(20);

    private const string WebSocketTarget = "/socket.io/?EIO=4&transport=websocket";

    private readonly List<string> _said = [];
    private readonly HttpSession _http = new(server, patience, isV3);
    private WebSocketTalk? _websocket;

    public static async Task<Outcome> RunAsync(FuzzCase @case, Uri server, TimeSpan patience)
    {
        using var runner = new CaseRunner(server, patience, @case.Opening is Opening.PollingV3 or Opening.WebSocketV3);
        return await runner.RunAsync(@case);
    }

    public void Dispose()
    {
        _websocket?.Dispose();
        _http.Dispose();
    }

    private async Task<Outcome> RunAsync(FuzzCase @case)
    {
        await OpenAsync(@case.Opening);
        StepKind? before = null;
        foreach (var step in @case.Steps)
        {
            // Two connections of one session: what is sent on one must be there before the other goes on.
            if (before is { } last && @case.Opening == Opening.Upgrade && (last == StepKind.Post) != (step.Kind == StepKind.Post))
                await Task.Delay(patience / 10);
            before = step.Kind;
            await StepAsync(step);
        }

        var end = await EndAsync(@case.Opening);
        await _http.CloseAsync();
        return new Outcome(Fence.ByNamespace(_said), end);
    }

    private async Task OpenAsync(Opening opening)
    {
        if (opening is Opening.Polling or Opening.Upgrade or Opening.PollingV3)
            await _http.OpenAsync(Start);
        if (opening is Opening.None or Opening.Polling or Opening.PollingV3)
            return;
        var target = opening switch
        {
            Opening.Upgrade => $"{WebSocketTarget}&sid={_http.SessionId}",
            Opening.WebSocketV3 => WebSocketTarget.Replace("EIO=4", "EIO=3", StringComparison.Ordinal),
            _ => WebSocketTarget,
        };
        _websocket = await WebSocketTalk.OpenAsync(server, target, patience) ?? throw new InvalidOperationException("A right websocket was refused.");
        if (opening == Opening.Upgrade)
            return;
        await _websocket.ReadAsync(Start);
        if (opening == Opening.BareWebSocket)
            return;
        if (!isV3) // a client of version 2 is connected without asking
            await _websocket.SendAsync(1, "40"u8.ToArray());
        await _websocket.ReadAsync(Start);
    }

    private async Task StepAsync(FuzzStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Text:
                await _websocket!.SendAsync(1, step.Data);
                break;
            case StepKind.Binary:
                await _websocket!.SendAsync(2, step.Data);
                break;
            case StepKind.Raw:
                await _websocket!.SendRawAsync(step.Data);
                break;
            case StepKind.Post:
                _said.Add("POST " + await _http.PostAsync(step.Data));
                break;
            case StepKind.Request:
                _said.Add($"{step.Method} {await _http.RequestAsync(step.Method!, Encoding.ASCII.GetString(step.Data))}");
                break;
            case StepKind.UpgradeRequest:
                _said.Add("upgrade " + await WebSocketTalk.TryAsync(server, "/socket.io/?" + Encoding.ASCII.GetString(step.Data), patience));
                break;
        }
    }

    /// <summary>An echo on each connection: it comes back when all before it was handled and the connection lives.</summary>
    private async Task<string> EndAsync(Opening opening) => opening switch
    {
        Opening.None => "over",
        Opening.Polling or Opening.PollingV3 => await _http.FenceAsync(_said),
        Opening.Upgrade => $"websocket {await _websocket!.FenceAsync(_said)}, polling {await _http.FenceAsync(_said)}",
        _ => await _websocket!.FenceAsync(_said),
    };
}
