using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIoCompat.Handlers.Systems;

namespace SocketIoCompat.Handlers.MeetingRooms;

/// <summary>What the other servers say about rooms.</summary>
internal sealed class RoomCluster(
    [FromKeyedServices(SystemNames.MeetingRooms)] ClusterChannel channel,
    RoomDirectory rooms,
    RoomChatHandler chats,
    RoomChatRelay relay,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private const int RoomsAtOnce = 500;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        channel.Appeared += OnAppeared;
        channel.Gone += server => ForEach(place => place.OnGone(server));
        channel.Missed += server => ForEach(place => place.OnMissed(server));
        channel.ListenToQuestions(OnClaim);
        channel.Listen(RoomMessages.Own, OnOwn);
        relay.Received = chats.Deliver;
        relay.Start();
        Listen(RoomMessages.Where, static (place, server, _) => place.OnWhere(server));
        Listen(RoomMessages.Lost, static (place, server, _) => place.OnLost(server));
        Listen(RoomMessages.Attach, static (place, server, body) => place.OnAttach(
            server, RoomMessages.Read<VisitRecord[]>(body, "visits")!, body.TryGetProperty("anew"u8, out var anew) && anew.GetBoolean()));
        Listen(RoomMessages.Detach, static (place, server, _) => place.OnDetach(server));
        Listen(RoomMessages.Open, static (place, server, body) => place.OnOpen(server, RoomMessages.Read<VisitRecord>(body, "visit")!));
        Listen(RoomMessages.Frame, static (place, server, body) => place.OnFrame(server, RoomMessages.Text(body, "socket"), RoomMessages.ReadFrame(body)));
        Listen(RoomMessages.Guest, static (place, server, body) => place.OnGuest(server, RoomMessages.Text(body, "socket")));
        Listen(RoomMessages.Close, static (place, server, body) => place.OnClose(server, RoomMessages.Text(body, "socket")));
        Listen(RoomMessages.Send, static (place, server, body) =>
            place.OnSend(server, RoomMessages.Read<string[]>(body, "sockets")!, RoomMessages.ReadFrame(body)));
        Listen(RoomMessages.Shut, static (place, server, body) =>
            place.OnShut(server, RoomMessages.Text(body, "socket"), body.GetProperty("code"u8).GetInt32(), RoomMessages.Text(body, "reason")));
        Listen(RoomMessages.Copy, static (place, server, body) => place.OnCopy(
            server,
            RoomMessages.Read<RoomState>(body, "state")!,
            body.GetProperty("version"u8).GetInt64(),
            body.GetProperty("sockets"u8).GetInt32()));
        channel.Start();

        // The last one to register is called first: before the channel is closed.
        lifetime.ApplicationStopping.Register(() => ForEach(static place => place.FlushCopy()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Listen(string type, Action<RoomPlace, string, JsonElement> act) => channel.Listen(type, (server, body) =>
    {
        if (rooms.Find(RoomMessages.Text(body, "room")) is { } place)
        {
            act(place, server, body);
            rooms.Sweep(place);
        }
        else if (type is RoomMessages.Attach or RoomMessages.Open or RoomMessages.Frame)
        {
            channel.Send(RoomMessages.Lost, server, writer => writer.WriteString("room"u8, RoomMessages.Text(body, "room")));
        }
    });

    private void ForEach(Action<RoomPlace> act)
    {
        foreach (var place in rooms.All)
        {
            act(place);
            rooms.Sweep(place);
        }
    }

    private void OnAppeared(string server)
    {
        foreach (var here in rooms.All.Where(static place => place.IsHere).Select(static place => place.RoomId).Chunk(RoomsAtOnce))
        {
            channel.Send(RoomMessages.Own, server, writer => RoomMessages.Write(writer, "rooms", here));
        }

        ForEach(place => place.OnAppeared(server));
    }

    private void OnOwn(string server, JsonElement body)
    {
        foreach (var roomId in RoomMessages.Read<string[]>(body, "rooms")!)
        {
            if (rooms.Find(roomId) is { } place)
            {
                place.OnOwn(server);
            }
            else if (body.TryGetProperty("asks"u8, out _))
            {
                channel.Send(RoomMessages.Detach, server, writer => writer.WriteString("room"u8, roomId));
            }
        }
    }

    private Action<Utf8JsonWriter>? OnClaim(string server, JsonElement body)
    {
        if (rooms.Find(RoomMessages.Text(body, "room")) is not { } place)
        {
            return null;
        }

        var answer = place.OnClaim(server, body.GetProperty("version"u8).GetInt64());
        return writer =>
        {
            writer.WriteString("Owner"u8, answer.Owner);
            writer.WriteBoolean("ComesFirst"u8, answer.ComesFirst);
            writer.WriteNumber("Version"u8, answer.Version);
            RoomMessages.Write(writer, "State", answer.State);
        };
    }
}
