using System.Text.Json;
using SocketIoCompat.Adapters;
using SocketIoCompat.Connections;
using SocketIoCompat.Engine;

namespace SocketIoCompat.Admin;

/// <summary>Shows the admin UI single sockets, their rooms and their events (Node: development mode).</summary>
internal sealed class AdminDetails
{
    private readonly SocketIOServer _server;
    private readonly Namespace _admin;
    private readonly AdminOutbox _outbox;
    private readonly HashSet<string> _excluded;

    public AdminDetails(SocketIOServer server, Namespace admin, AdminOutbox outbox, AdminOptions options)
    {
        _server = server;
        _admin = admin;
        _outbox = outbox;
        _excluded = new HashSet<string>(options.ExcludedNamespaces, StringComparer.Ordinal) { options.StatusNamespace };
        server.SocketConnected = OnConnected;
        server.Engine.Upgraded = session => outbox.Post(() => OnUpgraded(session));
        server.NamespaceCreated += Watch;
        foreach (var nsp in server.Namespaces.All)
            Watch(nsp);
    }

    private JsonSerializerOptions Json => _server.Json;

    // Operators on another server of a cluster are not known here.
    private bool IsWatched => _admin.SocketCount > 0 || _admin.Adapter is not InMemoryAdapter;

    private RawValue Now => AdminJson.Date(Json, _server.Time.GetUtcNow());

    /// <summary>Tells an operator of the sockets that are there, on all servers that answer.</summary>
    public async Task ShowAllAsync(Socket admin)
    {
        var found = new List<(string Nsp, RemoteSocket Socket)>();
        foreach (var nsp in _server.Namespaces.All.Where(IsShown))
        {
            foreach (var socket in await FetchAsync(nsp))
                found.Add((nsp.Name, socket));
        }

        await admin.EmitAsync("all_sockets", AdminJson.Write(Json, (json, attachments) =>
        {
            json.WriteStartArray();
            foreach (var (nsp, socket) in found)
                AdminJson.WriteSocket(json, socket, nsp, Json, attachments);
            json.WriteEndArray();
        }));
    }

    // The other servers may be away; those here are not.
    private static async Task<IReadOnlyList<RemoteSocket>> FetchAsync(Namespace nsp)
    {
        try
        {
            return await nsp.FetchSocketsAsync();
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or TimeoutException)
        {
            return await nsp.Local.FetchSocketsAsync();
        }
    }

    private bool IsShown(Namespace nsp) => !_excluded.Contains(nsp.Name);

    private void Watch(Namespace nsp)
    {
        if (IsShown(nsp))
            nsp.RoomChanged += change => OnRoom(nsp, change);
    }

    private void OnRoom(Namespace nsp, RoomEvent change)
    {
        if (change.SocketId is { } id && IsWatched)
            _outbox.Post(change.Kind == RoomEventKind.Joined ? "room_joined" : "room_left", Text(nsp.Name), Text(change.Room), Text(id), Now);
    }

    private void OnConnected(Socket socket)
    {
        var nsp = socket.Namespace;
        if (!IsShown(nsp))
            return;
        SetMark(socket);
        socket.Data.Changed = name => OnData(socket, name);
        if (IsWatched)
        {
            var shown = AdminJson.Write(Json, (json, attachments) => AdminJson.WriteSocket(json, new RemoteSocket(socket), nsp.Name, Json, attachments));
            _outbox.Post("socket_connected", shown, Now);
        }

        socket.OnDisconnecting((string reason) => OnDisconnecting(socket, reason));
        if (nsp == _admin)
            return; // what it sends and is sent is this
        socket.OnAny((name, arguments) => OnEvent("event_received", socket, name, arguments));
        socket.OnAnyOutgoing((name, arguments) => OnEvent("event_sent", socket, name, arguments));
    }

    private void OnEvent(string kind, Socket socket, string name, RawValue[] arguments)
    {
        if (IsWatched)
            _outbox.Post(kind, Text(socket.Namespace.Name), Text(socket.Id), AdminJson.Event(Json, name, arguments), Now);
    }

    private void OnDisconnecting(Socket socket, string reason)
    {
        socket.Data.Changed = null;
        if (IsWatched)
            _outbox.Post("socket_disconnected", Text(socket.Namespace.Name), Text(socket.Id), Text(reason), Now);
    }

    private void OnData(Socket socket, string name)
    {
        if (name == AdminJson.Mark || !IsWatched)
            return;
        PostUpdate(socket, (json, attachments) => AdminJson.WriteData(json, socket.Data.Values, Json, attachments));
    }

    private void OnUpgraded(EngineSession session)
    {
        foreach (var socket in (session.Owner as ClientConnection)?.Snapshot() ?? [])
        {
            if (!socket.IsConnected || !IsShown(socket.Namespace))
                continue;
            SetMark(socket);
            if (IsWatched)
                PostUpdate(socket, (json, _) => json.WriteString("transport"u8, session.TransportName));
        }
    }

    private void PostUpdate(Socket socket, AdminJson.Writer change) => _outbox.Post("socket_updated", AdminJson.Write(Json, (json, attachments) =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, socket.Id);
        json.WriteString("nsp"u8, socket.Namespace.Name);
        change(json, attachments);
        json.WriteEndObject();
    }));

    private void SetMark(Socket socket) =>
        socket.Data[AdminJson.Mark] = AdminJson.ToMark(Json, AdminJson.ClientId(socket.Connection.Id), socket.Connection.TransportName);

    private RawValue Text(string text) => AdminJson.Text(Json, text);
}
