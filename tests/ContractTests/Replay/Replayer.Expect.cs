using System.Diagnostics;

namespace SocketIoCompat.ContractTests.Replay;

/// <summary>The server's side: what was recorded against what comes.</summary>
internal sealed partial class Replayer
{
    private async Task<long> ExpectAnswerAsync(RecordedMessage recorded)
    {
        var request = _requests[recorded.Channel];
        if (request.IsPoll && recorded.Status == 200)
            return await ExpectPacketsAsync(request, recorded).ConfigureAwait(false);

        var pending = request.Upgrade ? _websockets[recorded.Channel].Answer : _exchanges[recorded.Channel].Answer;
        var answer = await AnswerAsync(pending, recorded).ConfigureAwait(false);
        CompareHead(recorded, answer);
        if (answer.Status != 101)
            _compare.Text(recorded.Body ?? "", System.Text.Encoding.UTF8.GetString(answer.Body), DifferenceKind.Body);
        return answer.Arrived;
    }

    /// <summary>The packets of a recorded poll, however this server spreads them over its answers.</summary>
    private async Task<long> ExpectPacketsAsync(RecordedMessage request, RecordedMessage recorded)
    {
        var stream = PollingStream.Of(_polling, request);
        var wanted = PollingStream.Packets(request, recorded.Content).Count();
        var arrived = Unmeasured;
        if (_exchanges.TryGetValue(request.Channel, out var exchange))
            arrived = await TakePollAsync(exchange, request, stream, recorded).ConfigureAwait(false);
        while (stream.Waiting < wanted)
            arrived = await PollAgainAsync(request, stream, recorded).ConfigureAwait(false);

        for (var i = 0; i < wanted; i++)
        {
            var (expected, actual) = (stream.NextRecorded(), stream.Take());
            await CompareAsync(expected, stream.PeekRecorded(), actual, async () =>
            {
                if (stream.Waiting == 0)
                    await TryPollAsync(request, stream).ConfigureAwait(false);
                return stream.Peek();
            }).ConfigureAwait(false);
        }

        // When a poll is released empty-handed is each server's own affair.
        return wanted > 0 ? arrived : Unmeasured;
    }

    private async Task<long> PollAgainAsync(RecordedMessage request, PollingStream stream, RecordedMessage recorded)
    {
        using var again = ReplayedExchange.Start(_http, request, _identities);
        return await TakePollAsync(again, request, stream, recorded).ConfigureAwait(false);
    }

    private async Task<long> TakePollAsync(ReplayedExchange exchange, RecordedMessage request, PollingStream stream, RecordedMessage recorded)
    {
        var answer = await AnswerAsync(exchange.Answer, recorded).ConfigureAwait(false);
        CompareHead(recorded, answer);
        stream.Add(PollingStream.Packets(request, answer.Body));
        return answer.Arrived;
    }

    /// <summary>One more poll, to see what kind of difference it is.</summary>
    private async Task TryPollAsync(RecordedMessage request, PollingStream stream)
    {
        using var look = ReplayedExchange.Start(_http, request, _identities);
        await Task.WhenAny(look.Answer, Task.Delay(SecondLook)).ConfigureAwait(false);
        if (look.Answer.IsCompletedSuccessfully && await look.Answer.ConfigureAwait(false) is { Status: 200 } answer)
            stream.Add(PollingStream.Packets(request, answer.Body));
    }

    private async Task<ReplayedAnswer> AnswerAsync(Task<ReplayedAnswer?> pending, RecordedMessage recorded)
    {
        await Task.WhenAny(pending, Task.Delay(_patience)).ConfigureAwait(false);
        if (!pending.IsCompleted)
            throw new ReplayDifferenceException(DifferenceKind.Missing, Describe(recorded), $"(no answer within {_patience.TotalSeconds:0.#} s)");
        return await pending.ConfigureAwait(false)
            ?? throw new ReplayDifferenceException(DifferenceKind.Missing, Describe(recorded), "(the connection ended without an answer)");
    }

    private void CompareHead(RecordedMessage recorded, ReplayedAnswer answer)
    {
        if (recorded.Status != answer.Status)
            throw new ReplayDifferenceException(DifferenceKind.Status, $"{recorded.Status}", $"{answer.Status} {System.Text.Encoding.UTF8.GetString(answer.Body)}");
        var hasOrigin = _requests[recorded.Channel].Header("origin") is not null;
        foreach (var name in _recording.Header.ResponseHeaders)
        {
            // Without an Origin there is nobody to tell: Node's package does all the same, ASP.NET Core's middleware does not.
            if (!hasOrigin && name.StartsWith("access-control-", StringComparison.Ordinal))
                continue;
            var (expected, actual) = (recorded.Header(name), answer.Headers.GetValueOrDefault(name));
            if (expected is null != actual is null)
                throw new ReplayDifferenceException(DifferenceKind.Header, $"{name}: {expected ?? "(absent)"}", $"{name}: {actual ?? "(absent)"}");
            if (expected is not null)
                CompareHeader(name, expected, actual!);
        }
    }

    private void CompareHeader(string name, string expected, string actual)
    {
        if (name == "set-cookie")
            (expected, actual) = (SortAttributes(expected), SortAttributes(actual));
        _compare.Text($"{name}: {expected}", $"{name}: {actual}", DifferenceKind.Header);
    }

    // A cookie's attributes have no order, and their names no case (RFC 6265, section 5.2).
    private static string SortAttributes(string cookie)
    {
        var parts = cookie.Split("; ");
        return string.Join("; ", parts[..1].Concat(parts[1..].Select(part => part.ToLowerInvariant()).Order(StringComparer.Ordinal)));
    }

    private async Task<long> ExpectItemAsync(RecordedMessage recorded)
    {
        if (!_websockets.TryGetValue(recorded.Channel, out var websocket))
            return await ExpectEndAsync(recorded).ConfigureAwait(false);

        var expected = ToItem(recorded);
        if (await websocket.ReadAsync(_patience).ConfigureAwait(false) is not var (actual, arrived))
            throw new ReplayDifferenceException(DifferenceKind.Missing, Describe(recorded), $"(nothing within {_patience.TotalSeconds:0.#} s)");
        var following = _answers[recorded.Channel].SkipWhile(message => message != recorded).Skip(1).FirstOrDefault();
        await CompareAsync(expected, following is null ? null : ToItem(following), actual, async () =>
            await websocket.ReadAsync(SecondLook).ConfigureAwait(false) is var (next, _) ? next : null).ConfigureAwait(false);
        return arrived;
    }

    private async Task<long> ExpectEndAsync(RecordedMessage recorded)
    {
        await Task.WhenAny(_exchanges[recorded.Channel].Answer, Task.Delay(_patience)).ConfigureAwait(false);
        if (!_exchanges[recorded.Channel].Answer.IsCompleted || await _exchanges[recorded.Channel].Answer.ConfigureAwait(false) is not null)
            throw new ReplayDifferenceException(DifferenceKind.Close, "(the connection ends)", "(it goes on)");
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Compares, and when the items differ looks at their successors to tell a gap, an insertion and an exchange apart.</summary>
    private async Task CompareAsync(StreamItem expected, StreamItem? nextExpected, StreamItem actual, Func<Task<StreamItem?>> lookAhead)
    {
        try
        {
            _compare.Item(expected, actual);
        }
        catch (ReplayDifferenceException) when (expected is not StreamClose && actual is not StreamClose)
        {
            var nextActual = await lookAhead().ConfigureAwait(false);
            var isLate = nextActual is not null && _compare.IsAlike(expected, nextActual);
            var isEarly = nextExpected is not null && _compare.IsAlike(nextExpected, actual);
            if (!isLate && !isEarly)
                throw;
            var kind = isLate ? isEarly ? DifferenceKind.Order : DifferenceKind.Extra : DifferenceKind.Missing;
            throw new ReplayDifferenceException(kind, expected.ToString()!, actual.ToString()!);
        }
    }
}
