using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace SocketIoCompat.Fuzz.Connection;

/// <summary>Polling, request by request.</summary>
internal sealed partial class HttpSession(Uri server, TimeSpan patience, bool isV3) : IDisposable
{
    private const int MostPolls = 40;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
    private readonly List<string> _opened = [];

    private string Query => isV3 ? "EIO=3&transport=polling&b64=1" : "EIO=4&transport=polling";

    public string SessionId { get; private set; } = "";

    /// <summary>Opens a session and joins the main namespace; throws when the server does not let it.</summary>
    public async Task OpenAsync(TimeSpan limit)
    {
        var opened = await RequestAsync("GET", Query, limit: limit);
        SessionId = _opened.FirstOrDefault() ?? throw new InvalidOperationException($"A right handshake was answered {opened}.");
        if (!isV3) // a client of version 2 is connected without asking
            await RequestAsync("POST", $"{Query}&sid={SessionId}", "40"u8.ToArray(), limit);
        await RequestAsync("GET", $"{Query}&sid={SessionId}", limit: limit);
    }

    public Task<string> PostAsync(byte[] body) => RequestAsync("POST", $"{Query}&sid={SessionId}", body);

    /// <summary>Status and body of the answer, or how there was none.</summary>
    public async Task<string> RequestAsync(string method, string query, byte[]? body = null, TimeSpan? limit = null)
    {
        // As it is: the default would write some escapes differently.
        var uri = new Uri($"{server}socket.io/?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain;charset=UTF-8");
        }

        using var late = new CancellationTokenSource(limit ?? patience);
        try
        {
            using var response = await _client.SendAsync(request, late.Token);
            var text = await response.Content.ReadAsStringAsync(late.Token);
            if (SessionIdMember().Match(text) is { Success: true } id)
                _opened.Add(id.Groups[1].Value);
            return $"{(int)response.StatusCode} {string.Join('\x1e', Packets(text).Select(packet => packet == Fence.Answer ? packet : Fence.Normalise(packet)))}";
        }
        catch (HttpRequestException)
        {
            return "ended";
        }
        catch (OperationCanceledException)
        {
            return "silent";
        }
    }

    /// <summary>Everything up to the answer or the end; how it ended.</summary>
    public async Task<string> FenceAsync(List<string> said)
    {
        var posted = await PostAsync(Payload(Fence.Question));
        if (posted != "200 ok")
            return posted;
        var answers = 0;
        for (var i = 0; i < MostPolls; i++)
        {
            var answer = await RequestAsync("GET", $"{Query}&sid={SessionId}");
            if (!answer.StartsWith("200 ", StringComparison.Ordinal))
                return answer;
            foreach (var packet in answer[4..].Split('\x1e').Where(packet => packet != "6"))
            {
                if (packet == "1")
                    return "closed";
                if (packet != Fence.Answer)
                    said.Add(packet);
                else if (++answers == Fence.Questions)
                    return "alive";
                else
                    await PostAsync(Payload(Fence.Question));
            }
        }

        return "endless";
    }

    /// <summary>Leaves no session behind.</summary>
    public async Task CloseAsync()
    {
        foreach (var id in _opened)
            await RequestAsync("POST", $"{Query}&sid={id}", Payload("1"));
    }

    public void Dispose() => _client.Dispose();

    private byte[] Payload(string packet) => Encoding.UTF8.GetBytes(isV3 ? $"{packet.Length}:{packet}" : packet);

    /// <summary>The packets of an answer; a text that is no payload is one.</summary>
    private IEnumerable<string> Packets(string text)
    {
        if (!isV3)
            return text.Split('\x1e');
        var packets = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var colon = text.IndexOf(':', at);
            if (colon < 0 || !int.TryParse(text.AsSpan(at, colon - at), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > text.Length - colon - 1)
                return [text];
            packets.Add(text.Substring(colon + 1, length));
            at = colon + 1 + length;
        }

        return packets;
    }

    [GeneratedRegex("^(?:\\d+:)?0\\{\"sid\":\"([^\"]*)\"")]
    private static partial Regex SessionIdMember();
}
