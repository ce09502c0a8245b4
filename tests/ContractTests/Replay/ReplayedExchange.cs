using System.Diagnostics;
using System.Net.Http.Headers;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>One HTTP request as the recorded client sent it, and its answer.</summary>
internal sealed class ReplayedExchange : IDisposable
{
    private readonly CancellationTokenSource _abort = new();

    private ReplayedExchange(HttpClient client, HttpRequestMessage request) => Answer = SendAsync(client, request);

    /// <summary>The answer; null when the server ended the connection without one.</summary>
    public Task<ReplayedAnswer?> Answer { get; }

    public static ReplayedExchange Start(HttpClient client, RecordedMessage recorded, IdentityMap identities)
    {
        var parts = recorded.Request!.Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), identities.Translate(parts[1]));
        if (recorded.Body is not null || recorded.BodyBase64 is not null)
            request.Content = new ByteArrayContent(recorded.BodyBase64 ?? System.Text.Encoding.UTF8.GetBytes(TranslatePackets(recorded.Body!, identities)));
        foreach (var name in recorded.Headers.Keys)
        {
            HttpHeaders? headers = name == "content-type" ? request.Content?.Headers : request.Headers;
            headers?.TryAddWithoutValidation(name, identities.Translate(recorded.Header(name)!));
        }

        return new ReplayedExchange(client, request);
    }

    public void Dispose()
    {
        _abort.Cancel();
        _abort.Dispose();
    }

    private static string TranslatePackets(string body, IdentityMap identities) => string.Join('\x1e', body.Split('\x1e').Select(identities.Translate));

    private async Task<ReplayedAnswer?> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, _abort.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(_abort.Token).ConfigureAwait(false);
            var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value), StringComparer.Ordinal);
            return new ReplayedAnswer((int)response.StatusCode, headers, body, Stopwatch.GetTimestamp());
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            request.Dispose();
        }
    }
}

/// <summary>The head and body of a response, and when it had come.</summary>
internal sealed record ReplayedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, long Arrived);
