using SocketIoCompat.Adapters;

namespace SocketIoCompat;

/// <content>The shortcuts to the namespace <c>/</c>.</content>
internal sealed partial class SocketIOServer
{
    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<TAck>(string name, CancellationToken cancellationToken = default) =>
        Root.EmitWithAckAsync<TAck>(name, cancellationToken);

    public Task<BroadcastAcks<TAck>> EmitWithAckAsync<T1, TAck>(string name, T1 first, CancellationToken cancellationToken = default) =>
        Root.EmitWithAckAsync<T1, TAck>(name, first, cancellationToken);

    public Task<RemoteSockets> FetchSocketsAsync(CancellationToken cancellationToken = default) => Root.FetchSocketsAsync(cancellationToken);

    public ValueTask SocketsJoinAsync(params string[] rooms) => Root.SocketsJoinAsync(rooms);

    public ValueTask SocketsLeaveAsync(params string[] rooms) => Root.SocketsLeaveAsync(rooms);

    public ValueTask DisconnectSocketsAsync(bool close = false) => Root.DisconnectSocketsAsync(close);

    public ValueTask ServerSideEmitAsync<TArguments>(string name, TArguments arguments)
        where TArguments : IEventArguments => Root.ServerSideEmitAsync(name, arguments);

    public BroadcastOperator Except(IEnumerable<string> rooms) => Root.Except(rooms);
}
