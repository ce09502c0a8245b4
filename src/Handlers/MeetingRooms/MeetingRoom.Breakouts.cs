using System.Text.Json;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>
/// Breakout rooms, our own addition: rooms in the room. Chat, reactions, annotations, polls and questions stay where they are said; the
/// rest, such as locking, hands and removal, holds for all.
/// </summary>
internal sealed partial class MeetingRoom
{
    private readonly List<Breakout> _breakouts = [];

    private sealed record Breakout(string Id, string Name);

    private void CreateBreakouts(JsonElement data)
    {
        if (!data.TryGetProperty("rooms", out var rooms) || rooms.ValueKind != JsonValueKind.Array || rooms.GetArrayLength() == 0)
        {
            return;
        }

        _breakouts.Clear();
        _peers.ForEach(static p => p.BreakoutId = null);
        foreach (var room in rooms.EnumerateArray().Take(options.MaxBreakoutRooms))
        {
            var name = MeetingFrames.Text(room, "name");
            var number = _breakouts.Count + 1;
            _breakouts.Add(new Breakout($"breakout-{number}", PlainText.IsShort(name) ? name! : $"Room {number}"));
        }

        ToAll(BreakoutsFrame());
    }

    private void AssignBreakout(JsonElement data)
    {
        if (FindTarget(data) is { } target)
        {
            JoinBreakout(target, MeetingFrames.Text(data, "breakoutId"));
        }
    }

    private void JoinBreakout(MeetingPeer peer, string? breakoutId)
    {
        if (breakoutId is null || _breakouts.Exists(b => b.Id == breakoutId))
        {
            MoveToBreakout(peer, breakoutId);
        }
    }

    private void MoveToBreakout(MeetingPeer peer, string? breakoutId)
    {
        if (peer.BreakoutId == breakoutId)
        {
            return;
        }

        peer.BreakoutId = breakoutId;
        peer.Send(MeetingFrames.Event("breakout-assigned", writer =>
        {
            writer.WriteString("breakoutId"u8, breakoutId);
            writer.WriteStartArray("peers"u8);
            _peers.Where(p => p != peer && p.BreakoutId == breakoutId).ToList().ForEach(p => writer.WriteStringValue(p.Id));
            writer.WriteEndArray();
        }));
        ToAll(BreakoutsFrame());
    }

    private void CloseBreakouts()
    {
        _breakouts.Clear();
        _peers.ForEach(static p => p.BreakoutId = null);
        ToAll(MeetingFrames.Event("breakout-closed"));
    }

    private ReadOnlyMemory<byte> BreakoutsFrame() => MeetingFrames.Event("breakout-rooms", writer =>
    {
        writer.WriteStartArray("rooms"u8);
        foreach (var breakout in _breakouts)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, breakout.Id);
            writer.WriteString("name"u8, breakout.Name);
            writer.WriteStartArray("peers"u8);
            _peers.Where(p => p.BreakoutId == breakout.Id).ToList().ForEach(p => writer.WriteStringValue(p.Id));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
