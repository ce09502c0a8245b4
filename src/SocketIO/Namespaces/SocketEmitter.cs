using SocketIoCompat.Engine;

namespace SocketIoCompat;

/// <summary>A socket with modifiers for the next event: volatile, compression, time-out.</summary>
public readonly struct SocketEmitter : IEmitter, IEquatable<SocketEmitter>
{
    private readonly Socket _socket;
    private readonly SendFlags _flags;
    private readonly TimeSpan? _timeout;

    internal SocketEmitter(Socket socket, SendFlags flags, TimeSpan? timeout)
    {
        _socket = socket;
        _flags = flags;
        _timeout = timeout;
    }

    /// <summary>An event that may get lost: it is dropped when the transport could not take it now.</summary>
    public SocketEmitter Volatile => new(_socket, _flags | SendFlags.Volatile, _timeout);

    /// <summary>Whether the transport may compress the event. Default true.</summary>
    public SocketEmitter Compress(bool compress) =>
        new(_socket, compress ? _flags | SendFlags.Compress : _flags & ~SendFlags.Compress, _timeout);

    /// <summary>How long the acknowledgement may take.</summary>
    /// <param name="timeout">Above zero.</param>
    public SocketEmitter Timeout(TimeSpan timeout) => new(_socket, _flags, timeout);

    /// <inheritdoc/>
    public ValueTask EmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments
    {
        _socket.Emit(name, arguments, _flags, -1);
        return default;
    }

    /// <inheritdoc cref="Socket.EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    public Task<TAck> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default) =>
        _socket.EmitWithAckAsync<EventArguments, TAck>(name, default, _flags, _timeout, cancellationToken);

    /// <inheritdoc cref="Socket.EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    public Task<TAck> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default) =>
        _socket.EmitWithAckAsync<EventArguments<T1>, TAck>(name, new EventArguments<T1>(first), _flags, _timeout, cancellationToken);

    /// <inheritdoc cref="Socket.EmitWithAckAsync{TAck}(string, CancellationToken)"/>
    public Task<TAck> EmitWithAckAsync<T1, T2, TAck>(string name, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        _socket.EmitWithAckAsync<EventArguments<T1, T2>, TAck>(name, new EventArguments<T1, T2>(first, second), _flags, _timeout, cancellationToken);

    /// <summary>As <see cref="EmitWithAckAsync{TAck}(string, CancellationToken)"/>, with values that are relayed as they came.</summary>
    public Task<TAck> EmitRawWithAckAsync<TAck>(string name, RawValue[] arguments, CancellationToken cancellationToken = default) =>
        _socket.EmitWithAckAsync<RawEventArguments, TAck>(name, new RawEventArguments(arguments), _flags, _timeout, cancellationToken);

    /// <inheritdoc/>
    public bool Equals(SocketEmitter other) => ReferenceEquals(_socket, other._socket) && _flags == other._flags && _timeout == other._timeout;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SocketEmitter other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_socket, _flags, _timeout);

    /// <summary>Whether both emit in the same way.</summary>
    public static bool operator ==(SocketEmitter left, SocketEmitter right) => left.Equals(right);

    /// <summary>Whether they emit in different ways.</summary>
    public static bool operator !=(SocketEmitter left, SocketEmitter right) => !left.Equals(right);
}
