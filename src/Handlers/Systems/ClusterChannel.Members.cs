using System.Text.Json;
using Microsoft.Extensions.Logging;
using SocketIoCompat.Events;

namespace SocketIoCompat.Handlers.Systems;

/// <summary>Who is there, and what they say.</summary>
internal sealed partial class ClusterChannel
{
    private void OnMessage(RawValue value)
    {
        if (!_isOpen)
        {
            return;
        }

        using var document = JsonDocument.Parse(value.Json);
        var message = document.RootElement;
        var from = message.GetProperty("from"u8).GetString()!;
        var type = message.GetProperty("type"u8).GetString()!;
        lock (_handling)
        {
            if (type == Bye)
            {
                Lose(from);
                return;
            }

            var isForOther = message.TryGetProperty("to"u8, out var to) && to.GetString() != Id;
            if (type == Resynced && !isForOther && _members.TryGetValue(from, out var answering))
            {
                answering.IsAsked = false; // before it is heard: where a part of the answer is missing, that asks again
            }

            if (!Hear(from, message.GetProperty("sequence"u8).GetInt64(), message.GetProperty("numbered"u8).GetBoolean()) || isForOther)
            {
                return;
            }

            if (type == Resync)
            {
                Appeared?.Invoke(from);
                Publish(Resynced, from, Encode(null), isNumbered: false);
            }
            else if (type == Alive)
            {
                Greet(from, message.GetProperty("body"u8));
            }
            else if (_handlers.TryGetValue(type, out var handler))
            {
                handler(from, message.GetProperty("body"u8));
            }
        }
    }

    private RawValue? OnQuestion(RawValue value)
    {
        if (!_isOpen || _answer is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(value.Json);
        var question = document.RootElement;
        lock (_handling)
        {
            var write = _answer(question.GetProperty("from"u8).GetString()!, question.GetProperty("body"u8));
            return new RawValue(Encode(write), [], PacketJsonDefaults.Options);
        }
    }

    /// <summary>False for a message that has come before.</summary>
    private bool Hear(string from, long sequence, bool isNumbered)
    {
        if (!_members.TryGetValue(from, out var member))
        {
            _members[from] = member = new Member { HeardAt = _time.GetTimestamp(), Next = sequence + 1 };
            Count();
            LogAppeared(_logger, _io.Name, from, _members.Count + 1);
            Appeared?.Invoke(from);
            AskForWhatHolds(from, member);
            return true;
        }

        member.HeardAt = _time.GetTimestamp();
        var next = isNumbered ? sequence : sequence + 1;
        if (next < member.Next)
        {
            return !isNumbered;
        }

        var isGap = next > member.Next;
        member.Next = sequence + 1;
        if (isGap)
        {
            LogMissed(_logger, _io.Name, from);
            Missed?.Invoke(from);
            AskForWhatHolds(from, member);
        }

        return true;
    }

    // Nobody notices that this got lost, so it is repeated until it is answered. The answer itself is numbered.
    private void AskForWhatHolds(string server, Member member)
    {
        member.IsAsked = true;
        Publish(Resync, server, Encode(null), isNumbered: false);
    }

    private void Look()
    {
        if (!_isOpen)
        {
            return;
        }

        try
        {
            LookAtOthers();
        }
        catch (Exception exception)
        {
            LogLookFailed(_logger, _io.Name, exception); // of whoever listens; the others are looked at next time
        }

        var interval = _looks++ < FirstLooks && FirstInterval < _options.HeartbeatInterval ? FirstInterval : _options.HeartbeatInterval;
        if (_isOpen)
        {
            _timer?.Change(interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void LookAtOthers()
    {
        SayAlive(to: null);
        lock (_handling)
        {
            // Whoever did not run for a while himself has heard nobody, and is to listen first.
            var hasSlept = _time.GetElapsedTime(_lastLook) > 2 * _options.HeartbeatInterval;
            _lastLook = _time.GetTimestamp();
            foreach (var (id, member) in _members.ToArray())
            {
                if (hasSlept)
                {
                    member.HeardAt = _lastLook;
                }
                else if (_time.GetElapsedTime(member.HeardAt) > _options.ServerTimeout)
                {
                    Lose(id);
                }
                else if (member.IsAsked)
                {
                    AskForWhatHolds(id, member);
                }
            }
        }
    }

    private void SayAlive(string? to)
    {
        var others = _others;
        Publish(Alive, to, Encode(writer =>
        {
            writer.WriteStartArray("knows"u8);
            Array.ForEach(others, writer.WriteStringValue);
            writer.WriteEndArray();
        }), isNumbered: false);
    }

    // Whoever does not know this server has not heard it yet.
    private void Greet(string server, JsonElement body)
    {
        if (!body.GetProperty("knows"u8).EnumerateArray().Any(id => id.ValueEquals(Id)))
        {
            SayAlive(server);
        }
    }

    private void Lose(string id)
    {
        if (_members.Remove(id))
        {
            Count();
            LogGone(_logger, _io.Name, id, _members.Count + 1);
            Gone?.Invoke(id);
        }
    }

    private void Count() => _others = [.. _members.Keys.Order(StringComparer.Ordinal)];

    [LoggerMessage(3614, LogLevel.Error, "What follows from the loss of a server failed in {Namespace}")]
    private static partial void LogLookFailed(ILogger logger, string @namespace, Exception exception);

    [LoggerMessage(3610, LogLevel.Information, "{Namespace}: the server {ServerId} is there; servers: {Count}")]
    private static partial void LogAppeared(ILogger logger, string @namespace, string serverId, int count);

    [LoggerMessage(3611, LogLevel.Warning, "{Namespace}: the server {ServerId} is gone; servers: {Count}")]
    private static partial void LogGone(ILogger logger, string @namespace, string serverId, int count);

    [LoggerMessage(3613, LogLevel.Information, "{Namespace}: no server could be asked")]
    private static partial void LogUnanswered(ILogger logger, string @namespace, Exception exception);

    [LoggerMessage(3612, LogLevel.Warning, "{Namespace}: messages of the server {ServerId} were lost; what holds is sent again")]
    private static partial void LogMissed(ILogger logger, string @namespace, string serverId);
}
