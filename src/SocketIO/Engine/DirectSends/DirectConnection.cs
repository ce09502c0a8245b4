using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace SocketIoCompat.Engine.DirectSends;

/// <summary>
/// A connection of Kestrel's socket transport with another output: Kestrel's pipe stays empty and its sending loop asleep, until the
/// end, which is Kestrel's again. Whatever else Kestrel or a connection middleware puts around it sees one output only.
/// </summary>
internal sealed class DirectConnection : ConnectionContext, IDuplexPipe
{
    private readonly ConnectionContext _inner;
    private readonly IDuplexPipe _pipes;
    private readonly SocketWriter _output;

    public DirectConnection(ConnectionContext inner, System.Net.Sockets.Socket socket)
    {
        socket.Blocking = false;
        _inner = inner;
        _pipes = inner.Transport;
        _output = new SocketWriter(socket, inner);
        // The transport is also a feature of the connection, and must be the same there.
        inner.Transport = this;
    }

    PipeReader IDuplexPipe.Input => _pipes.Input;

    PipeWriter IDuplexPipe.Output => _output;

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override void Abort() => _inner.Abort();

    /// <summary>Kestrel closes the socket when its own output is complete: not before ours has left. An abort ends that wait.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _output.FinishAsync();
        _inner.Transport = _pipes;
        await _inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
