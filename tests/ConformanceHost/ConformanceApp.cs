using System.Text.Json;
using System.Text.RegularExpressions;

namespace SocketIoCompat.ConformanceHost;

/// <summary>The events of the conformance app, written with <c>socket.On</c>, which behaves as Node's.</summary>
internal static partial class ConformanceApp
{
    private static readonly TimeSpan AskedBack = TimeSpan.FromMinutes(5);

    public static void Start(ISocketIO io, HostFlags flags)
    {
        io.Of("/auth").Use((context, next) => context.Handshake.AuthToken == "secret"
            ? next(context)
            : throw new ConnectRefusedException("not authorized", RawValue.Parse("""{"code":401,"hint":"send auth.token"}""")));

        foreach (var name in (string[])["/", "/custom", "/auth"])
            io.Of(name).OnConnection(socket => OnConnection(socket, flags));
        foreach (var name in (string[])["/", "/custom"])
            AddServerSide(io.Of(name), flags);
        io.Of(Dynamic()).On("connection", (Socket socket) => OnConnection(socket, flags));
    }

    [GeneratedRegex(@"^/dynamic-\d+\z", RegexOptions.ECMAScript)]
    private static partial Regex Dynamic();

    private static async Task OnConnection(Socket socket, HostFlags flags)
    {
        AddMessages(socket);
        AddRooms(socket);
        AddOperators(socket);
        AddListeners(socket);
        if (flags.TrustedProxy is not null)
            socket.On("address", () => socket.Handshake.Address);
        if (!flags.Quiet)
            await socket.EmitAsync("auth", socket.Handshake.Auth);
    }

    private static void AddMessages(Socket socket)
    {
        socket.On("message", async (RawValue[] args, Ack ack) =>
        {
            // In Node the acknowledgement is one of the arguments, so that the client is asked for it.
            if (ack.IsRequested)
                ack.Send(await socket.Timeout(AskedBack).EmitRawWithAckAsync<RawValue[]>("message-back", args));
            else
                await socket.EmitAsync("message-back", args);
        });
        socket.On("message-with-ack", (RawValue[] args, Ack ack) => ack.Send(args));
        socket.On("echo", (RawValue value) => value);
        socket.On("bcast", (RawValue? value) => socket.Namespace.EmitAsync("bcast", value));
        socket.On("toroom", (string room, RawValue? value) => socket.To(room).EmitAsync("toroom", value));
        socket.On("handshake", () => Describe(socket));
        socket.On("kick-me", (bool close = false) => socket.Disconnect(close));
    }

    private static void AddRooms(Socket socket)
    {
        socket.On("join", async (JsonElement rooms, Ack ack) =>
        {
            await socket.JoinAsync(OneOrMany(rooms));
            ack.Send();
        });
        socket.On("leave", async (string room, Ack ack) =>
        {
            await socket.LeaveAsync(room);
            ack.Send();
        });
        socket.On("rooms", () => Sorted(socket.Rooms));
        socket.On("set-data", (Dictionary<string, RawValue> data, Ack ack) =>
        {
            foreach (var (name, value) in data)
                socket.Data[name] = value;
            ack.Send();
        });
    }

    private static void AddOperators(Socket socket)
    {
        socket.On("emit", async (Target target, string name, List<RawValue> args, Ack ack) =>
        {
            if (target.Timeout > 0)
                ack.Send(await AskAsync(socket, target, name, [.. args]));
            else if (target.IsSingle)
                await target.Single(socket).EmitAsync(name, [.. args]);
            else
                await target.Many(socket).EmitAsync(name, [.. args]);
            ack.Send();
        });
        socket.On("fetch-sockets", async (Target target) => (await target.Many(socket).FetchSocketsAsync())
            .Select(found => new { found.Id, Rooms = Sorted(found.Rooms), found.Data, found.Handshake.Auth })
            .OrderBy(found => found.Id, StringComparer.Ordinal).ToArray());
        socket.On("sockets-join", async (Target target, JsonElement rooms, Ack ack) =>
        {
            await target.Many(socket).SocketsJoinAsync(OneOrMany(rooms));
            ack.Send();
        });
        socket.On("sockets-leave", async (Target target, JsonElement rooms, Ack ack) =>
        {
            await target.Many(socket).SocketsLeaveAsync(OneOrMany(rooms));
            ack.Send();
        });
        socket.On("disconnect-sockets", async (Target target, bool? close, Ack ack) =>
        {
            ack.Send();
            await target.Many(socket).DisconnectSocketsAsync(close ?? false);
        });
        socket.On("all-rooms", () => socket.Namespace.SocketCount);
        socket.On("server-side-emit", async (string name, List<RawValue> args, Ack ack) =>
        {
            await socket.Namespace.ServerSideEmitAsync(name, new RawEventArguments(args.ToArray()));
            ack.Send();
        });
        socket.On("server-side-emit-with-ack", async (string name, List<RawValue> args) => await AskServersAsync(socket.Namespace, name, [.. args]));
    }

    private static void AddListeners(Socket socket)
    {
        socket.On("watch-disconnect", (string room) =>
        {
            socket.OnDisconnecting((string reason) => socket.Namespace.To(room).EmitAsync("peer-disconnecting", reason, Sorted(socket.Rooms.Where(left => left != socket.Id))));
            socket.OnDisconnect((string reason) => socket.Namespace.To(room).EmitAsync("peer-disconnect", reason, Sorted(socket.Rooms)));
        });
        socket.On("use", (Ack ack) =>
        {
            socket.Use((context, next) => context.Name == "forbidden" ? throw new InvalidOperationException("forbidden event") : next());
            socket.OnError(error => _ = socket.EmitAsync("handler-error", error.Message).AsTask());
            ack.Send();
        });
        socket.On("watch-any", (Ack ack) =>
        {
            socket.OnAny((name, args) =>
            {
                if (name.StartsWith("any-", StringComparison.Ordinal))
                    _ = socket.EmitAsync("any", [RawValue.Parse(JsonSerializer.Serialize(name)), .. args]).AsTask();
            });
            ack.Send();
        });
    }

    private static void AddServerSide(Namespace nsp, HostFlags flags) =>
        nsp.OnServerSide("hello", async (RawValue[] args, Ack ack) =>
        {
            if (ack.IsRequested)
                ack.Send(new { from = flags.Name, args });
            else
                await nsp.Local.EmitAsync("server-side", args);
        });

    private static async Task<object> AskServersAsync(Namespace nsp, string name, RawValue[] args)
    {
        var acks = await nsp.ServerSideEmitWithAckAsync<RawEventArguments, RawValue>(name, new RawEventArguments(args));
        return acks.IsComplete
            ? new { acks.Responses }
            : new { error = $"timeout reached: only {acks.Responses.Count} responses received out of {acks.Expected}", acks.Responses };
    }

    private static async Task<object> AskAsync(Socket socket, Target target, string name, RawValue[] args)
    {
        const string Late = "operation has timed out";
        var timeout = TimeSpan.FromMilliseconds(target.Timeout);
        if (!target.IsSingle)
        {
            var acks = await target.Many(socket).Timeout(timeout).EmitRawWithAckAsync<RawValue>(name, args);
            return acks.IsComplete ? new { acks.Responses } : new { error = Late, acks.Responses };
        }

        try
        {
            return new { Responses = await target.Single(socket).Timeout(timeout).EmitRawWithAckAsync<RawValue>(name, args) };
        }
        catch (TimeoutException)
        {
            return new { error = Late };
        }
    }

    private static object Describe(Socket socket)
    {
        var handshake = socket.Handshake;
        return new
        {
            handshake.Auth,
            query = handshake.Query.Where(pair => pair.Key is not ("t" or "sid")).ToDictionary(pair => pair.Key, pair => pair.Value[^1]),
            url = handshake.Url.Split('?')[0],
            xdomain = handshake.IsCrossDomain,
            secure = handshake.IsSecure,
            address = handshake.Address is { Length: > 0 } ? "string" : "undefined",
            headers = handshake.Headers.Where(pair => pair.Key.Equals("x-test", StringComparison.OrdinalIgnoreCase)).ToDictionary(_ => "x-test", pair => pair.Value.ToString()),
            transport = socket.Connection.TransportName,
            recovered = socket.Recovered,
            protocol = socket.Connection.Protocol,
        };
    }

    private static string[] OneOrMany(JsonElement rooms) =>
        rooms.ValueKind == JsonValueKind.Array ? [.. rooms.EnumerateArray().Select(room => room.GetString()!)] : [rooms.GetString()!];

    private static string[] Sorted(IEnumerable<string> rooms) => [.. rooms.Order(StringComparer.Ordinal)];
}
