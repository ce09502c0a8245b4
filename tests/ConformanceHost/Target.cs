namespace SocketIoCompat.ConformanceHost;

/// <summary>Whom an event of the remote control addresses: from the namespace or from the socket, through the operators that are present.</summary>
internal sealed record Target(
    string? Scope = null, string[]? To = null, string[]? Except = null, bool Volatile = false, bool Local = false, bool? Compress = null, bool Broadcast = false, int Timeout = 0)
{
    /// <summary>Whether it addresses the socket alone: a socket becomes a broadcast with the first operator that selects receivers.</summary>
    public bool IsSingle => Scope == "socket" && !Local && !Broadcast && To is not { Length: > 0 } && Except is not { Length: > 0 };

    public SocketEmitter Single(Socket socket)
    {
        var emitter = socket.Compress(Compress ?? true);
        return Volatile ? emitter.Volatile : emitter;
    }

    public BroadcastOperator Many(Socket socket)
    {
        var sockets = Scope == "socket" ? socket.Broadcast : socket.Namespace.Operator;
        if (Volatile)
            sockets = sockets.Volatile;
        if (Local)
            sockets = sockets.Local;
        if (Compress is { } compress)
            sockets = sockets.Compress(compress);
        if (To is { Length: > 0 })
            sockets = sockets.To(To);
        return Except is { Length: > 0 } ? sockets.Except(Except) : sockets;
    }
}
